# doctor.mk: `postern doctor` before sites that are well, and before every trap that it knows, behind real web servers.
# `make doctor PART=apache` for one part.
SUITES += doctor
.PHONY: doctor
doctor: all
	@tests/doctor/doctor.sh '$(PART)'
