# Mail: through a sendmail and an SMTP server of the tests' own, dead ones and slow ones included.
SUITES += mail
.PHONY: mail
mail: $(BUILD)/bin/postern $(HANDLERS:%=$(BUILD)/bin/%)
	@tests/mail/mail_test.sh $(BUILD)/bin
