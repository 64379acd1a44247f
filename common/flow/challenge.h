// The WebAuthn challenge of a flow (WebAuthn Level 3, 13.4.3): made when a form needs one, shown until it is answered,
// taken by one conditional statement before anything is verified. So a second tab or a double click gets a form that
// works.
#pragma once

#include "flow/services.h"
#include "store/flows.h"

namespace flow {

inline constexpr std::size_t kChallengeBytes = 32;
inline constexpr base::Duration kChallengeLifetime = std::chrono::minutes(10);  // at most the flow's

// The challenge this flow's form shows; a fresh one if it has none.
[[nodiscard]] base::Bytes require_challenge(const Services& services, const store::FlowRow& flow);
// True for exactly one of many answers to it.
[[nodiscard]] bool take_challenge(const Services& services, const store::FlowRow& flow, base::ByteView challenge);

}  // namespace flow
