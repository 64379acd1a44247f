// The `identifier` field of a first factor (contract half A 4.3): shared by the methods that ask for it, drawn once.
#pragma once

#include "flow/method.h"

namespace methods {

void offer_identifier(const flow::View& view, std::vector<flow::Node>& nodes);

}  // namespace methods
