// The smallest handler, to test the gateway loop and the case runner with: it answers with what it was asked.
#include <unistd.h>

#include <stdexcept>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "http/body.h"
#include "http/server.h"
#include "tests/support/file_time.h"

namespace {

std::string describe(const http::Incoming& incoming, support::FileClock& clock, support::FileRandom& random,
                     int served) {
  const http::Request& request = incoming.request;
  base::JsonWriter json;
  json.object().key("method").string(request.method).key("path").string(request.path);
  json.key("query").string(request.query).key("scheme").string(request.server_name_scheme);
  json.key("remote_addr").string(request.remote_addr).key("served").number(served);
  json.key("now").time(clock.now()).key("random").string(base::encode_hex(base::random_bytes(random, 4)));
  json.key("cookies_too_large").boolean(request.cookies_too_large).key("cookies").array();
  for (const auto& [name, value] : request.cookies()) json.string(std::string(name).append("=").append(value));
  json.close();
  const auto fields = http::decode_body(request);
  if (!fields.ok()) {
    json.key("refused").string(fields.error().reason).key("status").number(fields.error().status);
  } else {
    json.key("fields").array();
    for (const http::Field& field : fields.value()) json.string(field.name + "=" + field.text);
    json.close();
  }
  return json.close().take() + "\n";
}

}  // namespace

int main(int, char** argv) {
  support::FileClock clock;
  support::FileRandom random;
  int served = 0;
  const auto answer = [&](http::Incoming&& incoming) {
    if (incoming.request.path == "/throw") throw std::runtime_error("asked to");
    http::Response response;
    response.set("Content-Type", "application/json").set("X-Echo", incoming.request.path);
    if (incoming.request.path == "/cookies")
      response.add("Set-Cookie", "one=1; Path=/").add("Set-Cookie", "two=\"2\"; Path=/; Max-Age=60");
    if (incoming.request.path == "/cookies/end") response.add("Set-Cookie", "one=; Path=/; Max-Age=0");
    response.body = describe(incoming, clock, random, ++served);
    return response;
  };
  return http::serve(
      {.body_limit = 200}, answer, [] {}, argv[0]);
}
