#include "config/key.h"

#include <algorithm>

namespace config {

Key& Keys::add(Key key, std::function<void(Config&, const Parsed&, std::size_t)> put) {
  key.put = std::move(put);
  rows_.push_back(std::move(key));
  return rows_.back();
}

Key& Keys::hooks(std::string path, std::string allowed, std::string why,
                 std::function<void(Config&, const std::vector<std::string>&)> where) {
  return add(
      {.path = std::move(path), .type = Type::hooks, .why = std::move(why), .allowed = std::move(allowed)},
      [where = std::move(where)](Config& config, const Parsed& parsed, std::size_t) { where(config, parsed.list); });
}

Key& Keys::item(std::string path, Type type, std::string why,
                std::function<void(Config&, const Parsed&, std::size_t)> put) {
  return add({.path = std::move(path), .type = type, .why = std::move(why)}, std::move(put));
}

Key& Keys::irrelevant(std::string path, Type type, std::string allowed) {
  Key key{.path = std::move(path), .type = type, .status = Status::irrelevant, .allowed = std::move(allowed)};
  return add(std::move(key), nullptr);
}

Key& Keys::missing(std::string path, Type type, std::string fallback, std::string why, std::string allowed) {
  Key key{.path = std::move(path),
          .type = type,
          .fallback = std::move(fallback),
          .why = std::move(why),
          .status = Status::missing,
          .allowed = std::move(allowed)};
  return add(std::move(key), nullptr);
}

Keys make_keys() {
  Keys keys;
  keys.rows().reserve(400);
  add_flow_keys(keys);
  add_method_keys(keys);
  add_session_keys(keys);
  add_serve_keys(keys);
  add_gate_keys(keys);
  add_mail_keys(keys);
  add_kratos_only_keys(keys);
  std::ranges::sort(keys.rows(), {}, &Key::path);
  return keys;
}

}  // namespace config
