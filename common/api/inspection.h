// What a handler tells `postern doctor`, which sees a web server only from outside: by which gateway it was reached and
// what arrived of the request. Whoever asks proves that the data folder is theirs: they put a word of their own into
// DATA/doctor.word and say it in a header; to everybody else the answer is what it always is.
#pragma once

#include <string>
#include <string_view>

#include "api/app.h"

namespace api {

inline constexpr std::string_view kInspectionHeader = "Postern-Doctor";
[[nodiscard]] std::string inspection_file(const std::string& data_dir);

// nullopt: nobody asks, or the word is not the file's, or the file is not private or older than ten minutes.
std::optional<http::Response> answer_inspection(Call& call);

}  // namespace api
