#include "api/database.h"

namespace api {

store::Options database_options(const config::Essentials& essentials) {
  return {.path = essentials.sqlite_path,
          .synchronous_full = essentials.synchronous == config::Synchronous::full,
          .mmap_mb = essentials.mmap_mb,
          .data_dir = essentials.data_dir};
}

}  // namespace api
