// Essentials as flat bytes beside the configuration file: what a CGI process needs, without YAML (0.5 ms).
//
//   file    = "POSTERN1" text(build) text(path) stamp text(overrides) u8(last_good) essentials
//   text    = u32 length, bytes;  numbers: little endian as the machine has them
//
// Holds no secret. Valid only for the same build of this folder, path, stamp and overrides; anything else is a miss.
#pragma once

#include <optional>
#include <string>

#include "config/config.h"
#include "config/file.h"
#include "config/load.h"

namespace config {

struct CacheKey {
  std::string path;  // of the configuration file, absolute
  Stamp stamp;
  std::string overrides;  // fingerprint()
};

struct Cached {
  Essentials essentials;
  bool last_good = false;  // the file is invalid or gone; these are of kratos.last-good.yml
};

// Tells environments apart without holding their values: secrets only by name and length.
[[nodiscard]] std::string fingerprint(const Environment& environment);

[[nodiscard]] std::string encode_cache(const CacheKey& key, const Cached& cached);
[[nodiscard]] std::optional<Cached> decode_cache(const CacheKey& key, const std::string& bytes);

}  // namespace config
