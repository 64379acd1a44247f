# fail2ban.mk: the filter in config/fail2ban-filter.conf finds every wrong guess in a log that the handlers wrote, and nothing else.
SUITES += fail2ban
.PHONY: fail2ban
fail2ban: $(BUILD)/bin/postern $(BUILD)/bin/login $(BUILD)/bin/lookup
	@tests/fail2ban/fail2ban_test.sh $(BUILD)/bin
