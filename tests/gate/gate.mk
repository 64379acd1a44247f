# gate.mk: the gate behind Apache, lighttpd and nginx, each with the file that ships for it. `make gate SERVER=nginx` for one.
SUITES += gate
.PHONY: gate
gate: all
	@tests/gate/gate.sh '$(SERVER)'
