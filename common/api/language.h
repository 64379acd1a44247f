// Which language a page speaks: what `ui_locales` asks for, which is kept in a cookie; else that cookie; else
// Accept-Language; else the site's. One file each: www/<code>.txt.
#pragma once

#include <array>
#include <string_view>

#include "api/app.h"

namespace api {

struct Language {
  std::string_view code, name;  // as its own speakers call it
};
// In the order of config::Language.
inline constexpr std::array kLanguages = {Language{"de", "Deutsch"}, Language{"en", "English"},
                                          Language{"es", "Español"}, Language{"fr", "Français"}};

// The first of a list like `fr-CA fr en` that we speak; "" = none.
[[nodiscard]] std::string_view first_spoken(std::string_view ui_locales);
// The best of `de-CH, de;q=0.9, *;q=0.1` that we speak (RFC 9110 section 12.5.4); "" = none.
[[nodiscard]] std::string_view best_accepted(std::string_view accept_language);

[[nodiscard]] std::string_view spoken_language(Call& call);
// The same; what `ui_locales` asks for is kept.
[[nodiscard]] std::string_view page_language(Call& call);
// Keeps what `ui_locales` asks for, where no page is shown yet.
void keep_language(Call& call);

}  // namespace api
