#include "methods/authenticator_names.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/uuid.h"

namespace methods {
namespace {

struct Model {
  std::string_view aaguid, name;
};

// Where most passkeys are kept; a security key's make is not among them, because its owner named it.
constexpr std::array kModels = {
    Model{"fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "Apple Passwords"},
    Model{"dd4ec289-e01d-41c9-bb89-70fa845d4bf2", "iCloud Keychain (Managed)"},
    Model{"ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager"},
    Model{"08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello"},
    Model{"9ddd1817-af5a-4672-a2b9-3e3dd95000a9", "Windows Hello"},
    Model{"6028b017-b1d4-4c02-b4b3-afcdafc96bb2", "Windows Hello"},
    Model{"adce0002-35bc-c60a-648b-0b25f1f05503", "Chrome on Mac"},
    Model{"771b48fd-d3d4-4f74-9232-fc157ab0507a", "Edge on Mac"},
    Model{"53414d53-554e-4700-0000-000000000000", "Samsung Pass"},
    Model{"bada5566-a7aa-401f-bd96-45619a55120d", "1Password"},
    Model{"d548826e-79b4-db40-a3d8-11116f7e8349", "Bitwarden"},
    Model{"531126d6-e717-415c-9320-3d9aa6981239", "Dashlane"},
    Model{"fdb141b2-5d84-443e-8a35-4698c205a502", "KeePassXC"},
    Model{"50726f74-6f6e-5061-7373-50726f746f6e", "Proton Pass"},
    Model{"b84e4048-15dc-4dd0-8640-f4f60813c8af", "NordPass"},
    Model{"0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6", "Keeper"},
    Model{"f3809540-7f14-49c1-a8b3-8f813b225541", "Enpass"},
    Model{"b78a0a55-6ef8-d246-a042-ba0f6d55050c", "LastPass"},
};

}  // namespace

std::string authenticator_name(const webauthn::Aaguid& aaguid) {
  const auto hit = std::ranges::find(kModels, base::to_string(base::Uuid{aaguid}), &Model::aaguid);
  return hit == kModels.end() ? std::string() : std::string(hit->name);
}

}  // namespace methods
