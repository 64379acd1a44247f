#include "api/client.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace api {

namespace {

constexpr std::size_t kMaxUserAgent = 512;
constexpr std::size_t kMaxLocation = 512;

// Both families as 16 bytes, IPv4 mapped (RFC 4291 section 2.5.5.2), so that one comparison serves both.
using AddressBytes = std::array<std::uint8_t, 16>;

bool is_mapped_v4(const AddressBytes& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; }) && bytes[10] == 0xFF &&
         bytes[11] == 0xFF;
}

std::optional<AddressBytes> parse_address(const std::string& text) {
  AddressBytes bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  bytes.fill(0);
  if (inet_pton(AF_INET, text.c_str(), bytes.data() + 12) != 1) return std::nullopt;
  bytes[10] = bytes[11] = 0xFF;
  return bytes;
}

bool equal_prefix(const AddressBytes& a, const AddressBytes& b, int bits) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const int here = std::clamp(bits - static_cast<int>(i) * 8, 0, 8);
    const auto mask = static_cast<std::uint8_t>(0xFF00 >> here);
    if ((a[i] & mask) != (b[i] & mask)) return false;
  }
  return true;
}

bool is_trusted(const std::string& host, const std::vector<std::string>& trusted) {
  return std::any_of(trusted.begin(), trusted.end(),
                     [&](const std::string& network) { return in_network(host, network); });
}

// The nearest hop that is not ours: entries further left are whatever the client wrote.
std::optional<std::string> forwarded_for(const http::Request& request, const std::vector<std::string>& trusted) {
  const auto hops = base::split(request.header("x-forwarded-for").value_or(""), ',');
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    std::string host(base::trim(*hop));
    if (!parse_address(host)) return std::nullopt;
    if (!is_trusted(host, trusted)) return host;
  }
  return std::nullopt;
}

std::string as_valid_text(std::string_view text, std::size_t limit) {
  std::string out(text);
  if (!base::is_utf8(out)) {
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  }
  return base::truncate_utf8(out, limit);
}

std::string location_of(const http::Request& request) {
  std::string location(request.header("cf-ipcity").value_or(""));
  const std::string_view country = request.header("cf-ipcountry").value_or("");
  if (!location.empty() && !country.empty()) location += ", ";
  return as_valid_text(location.append(country), kMaxLocation);
}

}  // namespace

bool in_network(const std::string& host, std::string_view network) {
  const std::size_t slash = network.find('/');
  const auto address = parse_address(host);
  const auto start = parse_address(std::string(network.substr(0, slash)));
  if (!address || !start) return false;
  if (slash == std::string_view::npos) return *address == *start;
  const auto bits = base::parse_int(network.substr(slash + 1));
  const int offset = is_mapped_v4(*start) ? 96 : 0;
  if (!bits || *bits < 0 || *bits > 128 - offset) return false;
  return equal_prefix(*address, *start, static_cast<int>(*bits) + offset);
}

Address client_address(const http::Request& request, const std::vector<std::string>& trusted) {
  if (is_trusted(request.remote_addr, trusted)) {
    if (auto host = forwarded_for(request, trusted)) return {std::move(*host), {}};
  }
  return {request.remote_addr, request.remote_port};
}

std::string client_host(const Call& call) {
  return client_address(call.request, call.app.essentials().trusted_proxies).host;
}

store::DeviceRow device_of(const Call& call) {
  const auto& trusted = call.app.essentials().trusted_proxies;
  const Address address = client_address(call.request, trusted);
  store::DeviceRow device;
  device.ip_address = address.host;
  if (!address.port.empty()) {
    const bool v6 = address.host.find(':') != std::string::npos;
    device.ip_address = (v6 ? "[" + address.host + "]" : address.host) + ":" + address.port;
  }
  if (const auto agent = call.request.header("user-agent")) device.user_agent = as_valid_text(*agent, kMaxUserAgent);
  if (is_trusted(call.request.remote_addr, trusted)) device.location = location_of(call.request);
  return device;
}

}  // namespace api
