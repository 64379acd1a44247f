#include "flow/messages.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/json_writer.h"
#include "base/result.h"
#include "base/text.h"

namespace flow {
namespace {

struct Template {
  int id;
  std::string_view text;  // {name} is the context member's text, {name:q} Go-quoted
};

// Sorted by id. Only what Postern can say; a test freezes ids and texts.
constexpr std::array kTemplates{
    Template{1010001, "Sign in"},
    Template{1010003, "Please confirm this action by verifying that it is you."},
    Template{1010004, "Please complete the second authentication challenge."},
    Template{1010006, "Authentication code"},
    Template{1010007, "Backup recovery code"},
    Template{1010008, "Sign in with a hardware key"},
    Template{1010009, "Use Authenticator"},
    Template{1010010, "Use backup recovery code"},
    Template{1010012, "Prepare your WebAuthn device (e.g. security key, biometrics scanner, ...) and press continue."},
    Template{1010013, "Continue"},
    Template{1010021, "Sign in with passkey"},
    Template{1010022, "Sign in with password"},
    Template{1040001, "Sign up"},
    Template{1040004, "Sign up with security key"},
    Template{1040007, "Sign up with passkey"},
    Template{1040008, "Back"},
    Template{1040009, "Please choose a credential to authenticate yourself with."},
    Template{1050001, "Your changes have been saved!"},
    Template{1050004, "Unlink TOTP Authenticator App"},
    Template{1050005, "Authenticator app QR code"},
    Template{1050006, "{secret}"},
    Template{1050007, "Reveal backup recovery codes"},
    Template{1050008, "Generate new backup recovery codes"},
    Template{1050009, "{secret}"},
    Template{1050010, "These are your back up recovery codes. Please keep them in a safe place!"},
    Template{1050011, "Confirm backup recovery codes"},
    Template{1050012, "Add security key"},
    Template{1050013, "Name of the security key"},
    Template{1050016, "Disable this method"},
    Template{1050017, "This is your authenticator app secret. Use it if you can not scan the QR code."},
    Template{1050018, "Remove security key \"{display_name}\""},
    Template{1050019, "Add passkey"},
    Template{1050020, "Remove passkey \"{display_name}\""},
    Template{1070001, "Password"},
    Template{1070002, "{title}"},
    Template{1070003, "Save"},
    Template{1070004, "ID"},
    Template{1070006, "Verify code"},
    Template{1070009, "Continue"},
    Template{1900001, "{left} recovery codes left."},
    Template{4000001, "{reason}"},
    Template{4000002, "Property {property} is missing."},
    Template{4000003, "length must be >= {min_length}, but got {actual_length}"},
    Template{4000004, "does not match pattern {pattern:q}"},
    Template{4000006,
             "The provided credentials are invalid, check for spelling mistakes in your password or username, email "
             "address, or phone number."},
    Template{4000007, "An account with the same identifier (email, phone, username, ...) exists already."},
    Template{4000008, "The provided authentication code is invalid, please try again."},
    Template{4000009,
             "Could not find any login identifiers. Did you forget to set them? This could also be caused by a server "
             "misconfiguration."},
    Template{4000010, "Account not active yet. Did you forget to verify your email address?"},
    Template{4000011, "You have no TOTP device set up."},
    Template{4000012, "This backup recovery code has already been used."},
    Template{4000013, "You have no WebAuthn device set up."},
    Template{4000014, "You have no backup recovery codes set up."},
    Template{4000015, "This account does not exist or has no security key set up."},
    Template{4000016, "The backup recovery code is not valid."},
    Template{4000017, "length must be <= {max_length}, but got {actual_length}"},
    Template{4000018, "must be >= {minimum} but found {actual}"},
    Template{4000019, "must be > {minimum} but found {actual}"},
    Template{4000020, "must be <= {maximum} but found {actual}"},
    Template{4000021, "must be < {maximum} but found {actual}"},
    Template{4000022, "{actual} not multipleOf {base}"},
    Template{4000023, "maximum {max_items} items allowed, but found {actual_items} items"},
    Template{4000024, "minimum {min_items} items allowed, but found {actual_items} items"},
    Template{4000025, "items at index {index_a} and {index_b} are equal"},
    Template{4000026, "expected {allowed_types}, but got {actual_type}"},
    Template{4000029, "must be equal to constant {expected}"},
    Template{4000030, "const failed"},
    Template{4000031, "The password can not be used because it is too similar to the identifier."},
    Template{4000032, "The password must be at least {min_length} characters long, but got {actual_length}."},
    Template{4000033, "The password must be at most {max_length} characters long, but got {actual_length}."},
    Template{4000034, "The password has been found in data breaches and must no longer be used."},
    Template{4000037, "This account does not exist or has no login method configured."},
    Template{4000039, "The new password must be different from the old password."},
    Template{4000040, "Enter a valid email address"},
    Template{4000041, "Enter a valid phone number"},
    Template{4000043, "The provided web authn login is invalid, please try again."},
    Template{4010002, "Could not find a strategy to log you in with. Did you fill out the form correctly?"},
    Template{4010003, "Could not find a strategy to sign you up with. Did you fill out the form correctly?"},
    Template{4010004, "Could not find a strategy to update your settings. Did you fill out the form correctly?"},
    Template{4010011, "This account has been disabled. Please contact support for assistance."},
    Template{4900001, "This code has already been used. Wait for the next one."},
    Template{4900002, "Too many tries. Try again in {wait}."},
};

// Go's %v of a context member; several types are joined by " or ".
std::string printed(const base::Json& value) {
  if (const auto* text = value.string()) return *text;
  if (const auto* number = value.number()) return base::JsonWriter().real(number->value).take();
  if (const auto* items = value.array()) {
    std::string out;
    for (const auto& item : *items) out += (out.empty() ? "" : " or ") + printed(item);
    return out;
  }
  return value.text();
}

const base::Json* member(const base::JsonObject& context, std::string_view name) {
  const auto hit = std::ranges::find_if(context, [&](const auto& entry) { return entry.first == name; });
  return hit == context.end() ? nullptr : &hit->second;
}

std::string fill(std::string_view text, const base::JsonObject& context) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find('{', at);
    out += text.substr(at, open == std::string_view::npos ? open : open - at);
    if (open == std::string_view::npos) break;
    const auto close = text.find('}', open);
    auto name = text.substr(open + 1, close - open - 1);
    const bool quoted = name.ends_with(":q");
    if (quoted) name.remove_suffix(2);
    const auto* value = member(context, name);
    const auto shown = value ? printed(*value) : std::string();
    out += quoted ? base::quote_go(shown) : shown;
    at = close + 1;
  }
  return out;
}

base::Json number(std::int64_t value) {
  return base::Json(base::JsonNumber{std::to_string(value), static_cast<double>(value)});
}
base::Json text(std::string_view value) { return base::Json(std::string(value)); }

Message::Type type_of(int id) {
  if (id == ids::kSaved) return Message::Type::success;
  return id >= 4000000 ? Message::Type::error : Message::Type::info;
}

}  // namespace

Message make_message(int id, base::JsonObject context, std::string slug) {
  const auto hit = std::ranges::find_if(kTemplates, [&](const Template& t) { return t.id == id; });
  if (hit == kTemplates.end()) throw base::Broken("message.unknown", "no text for message " + std::to_string(id));
  std::string filled = fill(hit->text, context);  // before the context is moved
  return make_message_with_text(id, std::move(filled), std::move(context), std::move(slug));
}

Message make_message_with_text(int id, std::string message_text, base::JsonObject context, std::string slug) {
  std::ranges::stable_sort(context, {}, &std::pair<std::string, base::Json>::first);
  Message message{
      .id = id, .text = std::move(message_text), .type = type_of(id), .context = {}, .slug = std::move(slug)};
  if (!context.empty()) message.context = base::Json(std::move(context)).text();
  return message;
}

Message reason(std::string why) { return make_message(ids::kReason, {{"reason", text(why)}}); }

Message property_missing(std::string_view property) { return make_message(4000002, {{"property", text(property)}}); }

Message min_length(std::int64_t minimum, std::int64_t actual) {
  return make_message(4000003, {{"min_length", number(minimum)}, {"actual_length", number(actual)}});
}

Message flow_expired(int id, base::Time expired_at, base::Time now) {
  const double minutes = static_cast<double>((now - expired_at).count()) / 60e6;
  std::array<char, 32> shown{};
  std::snprintf(shown.data(), shown.size(), "%.2f", minutes);
  const std::string kind = id == ids::kSettingsExpired       ? "settings"
                           : id == ids::kRegistrationExpired ? "registration"
                                                             : "login";
  return make_message_with_text(
      id, "The " + kind + " flow expired " + shown.data() + " minutes ago, please try again.",
      {{"expired_at", text(base::format_rfc3339(expired_at))}, {"expired_at_unix", number(base::to_unix(expired_at))}});
}

Message throttled(std::int64_t retry_after) {
  const auto plural = [](std::int64_t n, const char* unit) {
    return std::to_string(n) + " " + unit + (n == 1 ? "" : "s");
  };
  const auto wait = retry_after < 120 ? plural(retry_after, "second") : plural((retry_after + 59) / 60, "minute");
  auto message = make_message(ids::kThrottled, {{"wait", text(wait)}}, "throttle.wait");
  message.context =
      base::Json(base::JsonObject{{"reason", text("throttle.wait")}, {"retry_after", number(retry_after)}}).text();
  return message;
}

Message api_flow_refused(std::string_view header) {
  const std::string sender = header == "Origin" ? "as part of an AJAX request in a Browser" : "by a Browser";
  return reason("The HTTP Request Header included the \"" + std::string(header) +
                "\" key, indicating that this request was made " + sender +
                ". The flow however was initiated as an API request. To prevent potential misuse and mitigate several "
                "attack vectors including CSRF, the request has been blocked. Please consult the documentation.");
}

Message schema_label(std::string_view name, std::string_view title) {
  return make_message(1070002, {{"name", text(name)}, {"title", text(title)}});
}

}  // namespace flow
