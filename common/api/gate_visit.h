// Inside the gate: what somebody wants to have, and whether they may.
#pragma once

#include "api/app.h"
#include "session/gate.h"

namespace api {

struct Visit {
  std::string method;
  session::Place place;
  std::string query;
};

enum class Verdict { granted, unreadable, nobody, second_step, enrolment, method, freshness, group };

struct Judgement {
  Verdict verdict = Verdict::nobody;
  const config::GateRule* rule = nullptr;  // that was not met; of postern.gate, or nullptr
};

[[nodiscard]] Visit visit_of(const Call& call);
[[nodiscard]] Judgement judge(Call& call, const Visit& visit);

// Where a browser goes on from a refusal, to come back to what it wanted.
[[nodiscard]] std::string way_on(Call& call, const Visit& visit, const Judgement& judgement);
[[nodiscard]] std::string url_of(Call& call, const Visit& visit);

// 200 with the variables of who passes.
[[nodiscard]] http::Response let_pass(Call& call);
// The refusal as its visitor understands it: a redirect, a page, JSON.
[[nodiscard]] http::Response deny(Call& call, const Visit& visit, const Judgement& judgement);
// The page of a denial that the web server made of another answer.
[[nodiscard]] http::Response answer_denial(Call& call);

}  // namespace api
