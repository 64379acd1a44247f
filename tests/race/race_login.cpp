// Thirty processes bring one TOTP code, or one recovery code, through the login engine to its transaction: all of them
// have proved the code before the first one commits, and exactly one may sign in. The throttle would turn some away
// before that, so the methods are asked without it.
#include <unistd.h>

#include <string>

#include "flow/login.h"
#include "methods/methods.h"
#include "tests/race/start_line.h"
#include "tests/support/browser.h"

namespace {

class TryAtTheLine final : public flow::LoginTry {
 public:
  TryAtTheLine(std::unique_ptr<flow::LoginTry> inner, const race::Wait& wait) : inner_(std::move(inner)), wait_(wait) {}
  std::optional<flow::Refusal> prove(const flow::View& view) override {
    auto refusal = inner_->prove(view);
    wait_();
    return refusal;
  }
  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    return inner_->commit(tx, view);
  }

 private:
  std::unique_ptr<flow::LoginTry> inner_;
  const race::Wait& wait_;
};

// A method without its throttle, whose tries stop between proof and commit.
class MethodAtTheLine final : public flow::Method {
 public:
  MethodAtTheLine(const flow::Method& inner, const race::Wait& wait) : inner_(inner), wait_(wait) {}
  std::string_view id() const override { return inner_.id(); }
  session::Aal proves() const override { return inner_.proves(); }
  bool enabled(const config::Essentials& essentials) const override { return inner_.enabled(essentials); }
  bool claims_login(const flow::Submission& fields, const store::FlowRow& flow) const override {
    return inner_.claims_login(fields, flow);
  }
  base::Result<std::unique_ptr<flow::LoginTry>, flow::FieldErrors> parse_login(
      const flow::Submission& fields) const override {
    auto parsed = inner_.parse_login(fields);
    if (!parsed) return parsed;
    return std::unique_ptr<flow::LoginTry>(std::make_unique<TryAtTheLine>(std::move(parsed).value(), wait_));
  }

 private:
  const flow::Method& inner_;
  const race::Wait& wait_;
};

struct Attempt {
  const flow::Method& method;
  std::string field, code;
  int refusal;  // the message of those who lose
};

// In a process of its own; true = signed in.
bool run_attempt(support::World& world, const Attempt& attempt, const std::string& token, const std::string& flow_id,
                 const race::Wait& wait) {
  world.random.reseed(std::to_string(::getpid()));
  const auto services = world.services();
  const MethodAtTheLine method(attempt.method, wait);
  const flow::Method* const methods[] = {&method};
  flow::LoginEngine engine(services, methods);
  std::optional<session::Session> session;
  std::optional<store::FlowRow> row;
  services.db.read([&](store::Tx& tx) {
    session = session::find_by_token(tx, token, world.clock.now());
    row = store::find_flow(tx, store::FlowKind::login, base::parse_uuid(flow_id).value());
  });
  const flow::LoginSubmission submission{
      .body = flow::Submission({{"method", std::string(method.id())}, {attempt.field, attempt.code}}),
      .session = &session.value(),
      .opening = {.lifespan = std::chrono::hours(24)},
      .client = {.address = "192.0.2.7"}};
  const auto outcome = engine.submit(row.value(), submission);
  world.app().finish();
  if (outcome.kind == flow::LoginOutcome::Kind::signed_in) return true;
  const auto messages = flow::decode_messages(outcome.flow.messages);
  if (messages.size() == 1 && messages[0].message.id == attempt.refusal) return false;
  throw std::runtime_error("refused with something else: " + outcome.flow.messages);
}

race::Result run_round(support::World& world, const support::Person& person, const Attempt& attempt) {
  support::Browser browser(world);
  browser.logs_in(person);
  const auto form = browser.start_login("aal=aal2");
  const auto token = browser.session_token();
  world.app().finish();  // an open database must not be forked
  auto result =
      race::compete([&](const race::Wait& wait) { return run_attempt(world, attempt, token, form.id, wait); });
  if (world.count("sessions WHERE aal = 2") != 1) ++result.broken;  // raised once, and stored
  world.db().write([](store::Tx& tx) { tx.prepare("DELETE FROM sessions").run(); });
  return result;
}

}  // namespace

void race::race_sign_ins(Score& score) {
  support::World world;
  for (int round = 0; round < race::kRounds; ++round) {
    const auto person = world.add("person" + std::to_string(round), support::kWithBoth);
    score.add("totp", round,
              run_round(world, person, {methods::totp(), "totp_code", world.code(person), flow::ids::kTotpReplayed}));
    score.add(
        "lookup_secret", round,
        run_round(world, person, {methods::lookup_secret(), "lookup_secret", person.codes[0], flow::ids::kCodeUsed}));
  }
}
