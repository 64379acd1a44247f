#include "store/devices.h"

#include "base/text.h"

namespace store {
namespace {

constexpr std::size_t kMaxDigits = 6;

void append_field(std::string& out, std::string_view value) {
  out += std::to_string(value.size());
  out += ':';
  out += value;
}

[[noreturn]] void refuse() { throw base::Broken("db.bad_devices", "a session's devices cannot be read"); }

// Cuts one field off the front; nullopt for `-`.
std::optional<std::string> take_field(std::string_view& rest) {
  if (rest.starts_with('-')) {
    rest.remove_prefix(1);
    return std::nullopt;
  }
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || colon > kMaxDigits) refuse();
  const auto size = base::parse_int(rest.substr(0, colon));
  rest.remove_prefix(colon + 1);
  if (!size || *size < 0 || static_cast<std::size_t>(*size) > rest.size()) refuse();
  std::string out(rest.substr(0, static_cast<std::size_t>(*size)));
  rest.remove_prefix(out.size());
  return out;
}

}  // namespace

std::string pack_devices(const std::vector<DeviceRow>& devices) {
  std::string out;
  for (const DeviceRow& device : devices) {
    append_field(out, base::as_text(device.id.view()));
    append_field(out, device.ip_address);
    if (device.user_agent) {
      append_field(out, *device.user_agent);
    } else {
      out += '-';
    }
    append_field(out, device.location);
  }
  return out;
}

std::vector<DeviceRow> unpack_devices(std::string_view packed) {
  std::vector<DeviceRow> out;
  while (!packed.empty()) {
    DeviceRow device;
    device.id = base::uuid_from_bytes(base::as_bytes(take_field(packed).value_or("")));
    device.ip_address = take_field(packed).value_or("");
    device.user_agent = take_field(packed);
    device.location = take_field(packed).value_or("");
    out.push_back(std::move(device));
  }
  return out;
}

}  // namespace store
