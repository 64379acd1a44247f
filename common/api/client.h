// Who is asking. The address is REMOTE_ADDR; forwarding headers count only from postern.trusted_proxies, because
// anybody can send them (contract half A 11.30).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/app.h"

namespace api {

struct Address {
  std::string host;  // `10.0.0.7`, `2001:db8::1`
  std::string port;  // "" if it came from a forwarding header
};
[[nodiscard]] Address client_address(const http::Request& request, const std::vector<std::string>& trusted_proxies);
// The host of whoever asks.
[[nodiscard]] std::string client_host(const Call& call);
// `10.0.0.0/8`, `::1`: is `host` in it?
[[nodiscard]] bool in_network(const std::string& host, std::string_view network);

// The device a session of this request is opened from; its id is made by session::open.
[[nodiscard]] store::DeviceRow device_of(const Call& call);

}  // namespace api
