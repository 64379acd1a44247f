// Messages by id (contract half A 7, half B 9). The text is made from the template of the id and the context, so that a
// stored message is only its id and context. Own ids begin at 1900000 and 4900000; Kratos' are never reused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "flow/node.h"

namespace flow {

// Unknown ids throw Broken("message.unknown"). `context` members may come in any order.
[[nodiscard]] Message make_message(int id, base::JsonObject context = {}, std::string slug = {});
// For the few texts that the context does not determine.
[[nodiscard]] Message make_message_with_text(int id, std::string message_text, base::JsonObject context,
                                             std::string slug = {});

[[nodiscard]] Message reason(std::string why);                                // 4000001
[[nodiscard]] Message property_missing(std::string_view property);            // 4000002
[[nodiscard]] Message min_length(std::int64_t minimum, std::int64_t actual);  // 4000003
// 4010001 (login), 4040001 (registration) or 4050001 (settings): `The … flow expired %.2f minutes ago, please try
// again.`
[[nodiscard]] Message flow_expired(int id, base::Time expired_at, base::Time now);
[[nodiscard]] Message throttled(std::int64_t retry_after_seconds);  // 4900002
// 4000001 for an API flow submitted with `Origin` or `Cookie` (contract half A 5.2).
[[nodiscard]] Message api_flow_refused(std::string_view header);
[[nodiscard]] Message schema_label(std::string_view name, std::string_view title);  // 1070002

namespace ids {
inline constexpr int kConfirmYourself = 1010003, kSecondChallenge = 1010004;
inline constexpr int kChooseCredential = 1040009, kSaved = 1050001;
inline constexpr int kReason = 4000001, kBadCredentials = 4000006, kIdentifierTaken = 4000007, kBadTotp = 4000008;
inline constexpr int kNoIdentifier = 4000009, kNoTotp = 4000011, kCodeUsed = 4000012, kNoCodes = 4000014;
inline constexpr int kBadCode = 4000016, kTooSimilar = 4000031, kTooShort = 4000032, kTooLong = 4000033,
                     kBreached = 4000034;
inline constexpr int kNoWebauthn = 4000013, kNoKeyAccount = 4000015, kBadWebauthn = 4000043;
inline constexpr int kNoAccount = 4000037, kSamePassword = 4000039, kUnverifiedAddress = 4000010,
                     kDisabledIdentity = 4010011;
inline constexpr int kNoLoginMethod = 4010002, kNoRegistrationMethod = 4010003, kNoSettingsMethod = 4010004;
inline constexpr int kLoginExpired = 4010001, kRegistrationExpired = 4040001, kSettingsExpired = 4050001;
inline constexpr int kTotpReplayed = 4900001, kThrottled = 4900002;
}  // namespace ids

}  // namespace flow
