#include "handlers/gate.h"

const api::Service& handler_service() {
  static constexpr api::Service kService{
      .name = "gate", .routes = kGateRoutes, .for_browsers = false, .gate = api::answer_gate};
  return kService;
}
