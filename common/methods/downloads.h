// What the doors hand out as files: the QR code of a pending key, and the recovery codes that a flow shows.
#pragma once

#include <optional>
#include <string>

#include "flow/method.h"

namespace methods {

[[nodiscard]] std::optional<base::Bytes> pending_qr(const flow::Services& services, const store::FlowRow& flow,
                                                    const session::Session& session);
// The otpauth:// link of the pending key, for the same device.
[[nodiscard]] std::optional<std::string> pending_link(const flow::Services& services, const store::FlowRow& flow,
                                                      const session::Session& session);
// Site, account and date, then one code a line; used ones are left out.
[[nodiscard]] std::optional<std::string> shown_codes(const flow::Services& services, const store::FlowRow& flow,
                                                     const session::Session& session);

}  // namespace methods
