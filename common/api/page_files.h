// The files of www/ that are part of the library; build/gen/www.cpp, written by www/www.mk.
#pragma once

#include "api/page_template.h"

namespace api {

[[nodiscard]] const Templates::Files& page_files();  // `login.html`, …, `en.txt`

}  // namespace api
