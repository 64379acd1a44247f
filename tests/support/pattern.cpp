#include "tests/support/pattern.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/text.h"
#include "base/url.h"
#include "base/uuid.h"
#include "crypto/totp.h"

namespace support {
namespace {

struct Piece {
  enum class Kind { literal, uuid, time, any, rest } kind = Kind::literal;
  std::string text;  // of a literal
  std::string name;  // of a capture, "" = none
};

std::optional<Piece::Kind> wildcard(std::string_view word) {
  if (word == "uuid") return Piece::Kind::uuid;
  if (word == "time") return Piece::Kind::time;
  if (word == "any") return Piece::Kind::any;
  if (word == "rest") return Piece::Kind::rest;
  return std::nullopt;
}

// `KEY`, `KEY+1`, `KEY-1`: the code of the scope's time step, of the next, of the previous. KEY is base32 or a capture.
std::string totp_code(std::string_view argument, const Scope& scope) {
  std::int64_t shift = 0;
  if (argument.ends_with("+1") || argument.ends_with("-1")) {
    shift = argument[argument.size() - 2] == '+' ? 1 : -1;
    argument.remove_suffix(2);
  }
  const auto captured = scope.captures.find(argument);
  const auto key = base::decode_base32(captured == scope.captures.end() ? argument : captured->second);
  if (!key) throw std::runtime_error("{{totp=" + std::string(argument) + "}}: no base32 key");
  const crypto::TotpParameters parameters;
  const auto step = static_cast<std::uint64_t>(crypto::totp_step(scope.now, parameters) + shift);
  return crypto::hotp(*key, step, parameters.algorithm, parameters.digits);
}

// `COUNT TEXT`: the text as often, `#` in it being the number of the repetition.
std::string repeated(std::string_view argument) {
  const auto space = argument.find(' ');
  const auto count = base::parse_int(argument.substr(0, space));
  if (!count || space == std::string_view::npos) throw std::runtime_error("{{repeat=…}}: expected COUNT TEXT");
  const std::string_view text = argument.substr(space + 1);
  const auto number = text.find('#');
  std::string out;
  for (std::int64_t i = 0; i < *count; ++i) {
    out += text.substr(0, number);
    if (number != std::string_view::npos) out.append(std::to_string(i)).append(text.substr(number + 1));
  }
  return out;
}

std::string bytes_of(std::string_view hex) {
  const auto bytes = base::decode_hex(hex);
  if (!bytes) throw std::runtime_error("{{bytes=" + std::string(hex) + "}}: no hexadecimal bytes");
  return std::string(base::as_text(*bytes));
}

std::string value_of(std::string_view word, const Scope& scope) {
  if (word.starts_with("totp=")) return totp_code(word.substr(5), scope);
  if (word.starts_with("repeat=")) return repeated(word.substr(7));
  if (word.starts_with("bytes=")) return bytes_of(word.substr(6));
  const auto bar = word.find('|');
  const auto captured = scope.captures.find(word.substr(0, bar));
  if (captured == scope.captures.end()) throw std::runtime_error("{{" + std::string(word) + "}} is not captured");
  if (bar == std::string_view::npos) return captured->second;
  if (word.substr(bar) == "|url") return base::escape_query(captured->second);
  throw std::runtime_error("{{" + std::string(word) + "}}: the only filter is |url");
}

// Calls `literal(text)` and `placeholder(word)` in order.
template <class Literal, class Placeholder>
void scan(std::string_view text, Literal literal, Placeholder placeholder) {
  while (true) {
    const auto open = text.find("{{");
    const auto close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) return literal(text);
    literal(text.substr(0, open));
    placeholder(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 2);
  }
}

std::vector<Piece> parse(std::string_view pattern, const Scope& scope) {
  std::vector<Piece> pieces;
  const auto literal = [&](std::string_view text) {
    if (text.empty()) return;
    if (pieces.empty() || pieces.back().kind != Piece::Kind::literal) pieces.push_back({});
    pieces.back().text += text;
  };
  scan(pattern, literal, [&](std::string_view word) {
    const auto equals = word.find('=');
    const auto kind = wildcard(equals == std::string_view::npos ? word : word.substr(equals + 1));
    if (word == "empty") return;
    if (kind)
      pieces.push_back({*kind, "", std::string(equals == std::string_view::npos ? "" : word.substr(0, equals))});
    else
      literal(value_of(word, scope));
  });
  return pieces;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The length of an RFC 3339 time in UTC at the start of `text`, or 0.
std::size_t time_length(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= kShape.size()) return 0;
  for (std::size_t i = 0; i < kShape.size(); ++i)
    if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != kShape[i]) return 0;
  std::size_t end = kShape.size();
  if (text[end] == '.')
    for (++end; end < text.size() && is_digit(text[end]);) ++end;
  return end < text.size() && text[end] == 'Z' ? end + 1 : 0;
}

class Matcher {
 public:
  Matcher(const std::vector<Piece>& pieces, std::string_view text)
      : pieces_(pieces), text_(text), ends_(pieces.size()) {}

  bool match(std::size_t piece, std::size_t at) {
    if (piece == pieces_.size()) {
      reach(at, "the end");
      return at == text_.size();
    }
    if (failed_.contains({piece, at})) return false;
    if (match_piece(piece, at)) return true;
    failed_.insert({piece, at});
    return false;
  }

  void store(Scope& scope) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < pieces_.size(); at = ends_[i++])
      if (!pieces_[i].name.empty()) scope.captures[pieces_[i].name] = text_.substr(at, ends_[i] - at);
  }

  [[nodiscard]] std::string report() const {
    const std::size_t from = farthest_ < 30 ? 0 : farthest_ - 30;
    return "after `" + std::string(text_.substr(from, farthest_ - from)) + "` expected `" + expected_.substr(0, 80) +
           "`, got `" + std::string(text_.substr(farthest_, 80)) + "`";
  }

 private:
  bool match_piece(std::size_t piece, std::size_t at) {
    const Piece& wanted = pieces_[piece];
    const std::string_view left = text_.substr(at);
    switch (wanted.kind) {
      case Piece::Kind::literal: {
        const auto [a, b] = std::mismatch(wanted.text.begin(), wanted.text.end(), left.begin(), left.end());
        if (a == wanted.text.end()) return next(piece, at + wanted.text.size());
        reach(at + static_cast<std::size_t>(b - left.begin()), std::string(a, wanted.text.end()));
        return false;
      }
      case Piece::Kind::uuid:
        if (left.size() >= 36 && base::parse_uuid(left.substr(0, 36))) return next(piece, at + 36);
        reach(at, "{{uuid}}");
        return false;
      case Piece::Kind::time:
        if (const std::size_t length = time_length(left)) return next(piece, at + length);
        reach(at, "{{time}}");
        return false;
      case Piece::Kind::any:
      case Piece::Kind::rest:
        for (std::size_t end = at; end <= text_.size(); ++end) {
          if (next(piece, end)) return true;
          if (wanted.kind == Piece::Kind::any && end < text_.size() && text_[end] == '\n') return false;
        }
        return false;
    }
    return false;
  }

  bool next(std::size_t piece, std::size_t end) {
    ends_[piece] = end;
    return match(piece + 1, end);
  }

  void reach(std::size_t at, std::string expected) {
    if (at < farthest_ || (at == farthest_ && !expected_.empty())) return;
    farthest_ = at;
    expected_ = std::move(expected);
  }

  const std::vector<Piece>& pieces_;
  std::string_view text_;
  std::vector<std::size_t> ends_;
  std::set<std::pair<std::size_t, std::size_t>> failed_;
  std::size_t farthest_ = 0;
  std::string expected_;
};

}  // namespace

std::string expand(std::string_view text, const Scope& scope) {
  std::string out;
  scan(
      text, [&](std::string_view literal) { out += literal; },
      [&](std::string_view word) { out += value_of(word, scope); });
  return out;
}

std::optional<std::string> difference(std::string_view pattern, std::string_view text, Scope& scope) {
  const std::vector<Piece> pieces = parse(pattern, scope);
  Matcher matcher(pieces, text);
  if (!matcher.match(0, 0)) return matcher.report();
  matcher.store(scope);
  return std::nullopt;
}

}  // namespace support
