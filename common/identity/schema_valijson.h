// The second opinion on traits: valijson, the only user of the library.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace identity {

struct SecondOpinion {
  std::string path;         // `traits.a.b`
  std::string description;  // valijson's words
};

class Valijson {
 public:
  static base::Result<Valijson, std::string> compile(const base::Json& schema);
  Valijson(Valijson&&) noexcept;
  Valijson& operator=(Valijson&&) noexcept;
  ~Valijson();
  // The first thing that is wrong with `{"traits": traits}`, if any.
  [[nodiscard]] std::optional<SecondOpinion> find_error(const base::Json& traits) const;

 private:
  struct Parts;
  explicit Valijson(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace identity
