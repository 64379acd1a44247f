// The cookie's value: `<turns>.<unix time of the first>.<where to, hashed>`. Nobody but its own browser is misled by a
// made-up one.
#include "api/circle.h"

#include "api/cookies.h"
#include "api/page_facts.h"
#include "api/return_to.h"
#include "base/encoding.h"
#include "base/text.h"
#include "crypto/sha256.h"

namespace api {

namespace {

constexpr base::Duration kWindow = std::chrono::seconds(10);  // a person is slower, a circle is not
constexpr std::int64_t kTurns = 3;
constexpr std::size_t kMarkBytes = 8;

struct Turns {
  std::int64_t count = 0, since = 0;
  std::string target;
};

Turns read_turns(std::string_view cookie) {
  const auto first = cookie.find('.'), second = cookie.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return {};
  const auto count = base::parse_int(cookie.substr(0, first));
  const auto since = base::parse_int(cookie.substr(first + 1, second - first - 1));
  if (!count || !since) return {};
  return {*count, *since, std::string(cookie.substr(second + 1))};
}

std::string mark_of(const std::string& target) {
  const auto hash = crypto::sha256(base::as_bytes(target));
  return base::encode_hex(base::ByteView(hash).first(kMarkBytes));
}

http::Response circle_page(Call& call) {
  PageView view = new_page(call, PageView::Kind::error);
  view.failure.why = PageView::Failure::Why::circle;
  view.failure.id = "session_already_available";
  view.failure.at = call.now;
  if (const auto& session = call.session()) add_person(call, view, *session);
  return page_answer(call, view, 409);
}

}  // namespace

std::optional<http::Response> break_circle(Call& call, const std::string& target) {
  // With pages of its own, a site sees to its circles itself.
  if (call.app.config().login_ui_url != public_url(call.app, "/login")) return {};
  const std::int64_t now = base::to_unix(call.now);
  Turns turns = read_turns(turns_cookie_of(call));
  const bool goes_on =
      turns.target == mark_of(target) && base::Time(std::chrono::seconds(turns.since)) + kWindow > call.now;
  if (!goes_on) turns = {0, now, mark_of(target)};
  if (++turns.count >= kTurns) {
    delete_turns_cookie(call);
    return circle_page(call);
  }
  set_turns_cookie(call, std::to_string(turns.count) + "." + std::to_string(turns.since) + "." + turns.target, kWindow);
  return {};
}

}  // namespace api
