// Foreign test vectors for WebAuthn, CBOR, origins and signatures, put through the real code. The format is described
// in the README beside the vectors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"

namespace testing {

struct VectorOutcome {
  std::string set, name;
  std::string expected;     // accept, reject, policy
  std::string requirement;  // of a reject: must, should, hardening; "" = must
  std::string got;          // accept, reject, unsupported
  std::string reason;       // ours, of a refusal
  std::string declined;     // why we treat it otherwise on purpose; "" = we do not
  double milliseconds = 0;  // that it took; signatures are not measured

  [[nodiscard]] bool is_right() const { return expected == "policy" || got == expected; }
};

// `../shared/vectors`, or `vectors` in POSTERN_SHARED.
[[nodiscard]] std::filesystem::path vectors_folder();
// The files there that hold vectors for this folder, sorted.
[[nodiscard]] std::vector<std::filesystem::path> vector_files(const std::filesystem::path& folder);
// Every vector of a file. Throws std::runtime_error for a file that is not of the format.
[[nodiscard]] std::vector<VectorOutcome> run_vectors(const std::filesystem::path& file);

// For the other files of this: members of vectors.
[[nodiscard]] const base::JsonArray& list_of(const base::Json& object, std::string_view name);  // empty if missing
[[nodiscard]] std::string text_or(const base::Json& object, std::string_view name, std::string_view fallback = "");
[[nodiscard]] bool flag_or(const base::Json& object, std::string_view name, bool fallback);
[[nodiscard]] bool has_tag(const base::Json& object, std::string_view tag);
[[nodiscard]] base::Bytes bytes_of(const base::Json& object, std::string_view name);  // base64url; empty if missing

// One kind of file each.
[[nodiscard]] VectorOutcome run_ceremony(const base::Json& vector);
[[nodiscard]] std::vector<VectorOutcome> run_signatures(const base::Json& file);

}  // namespace testing
