#include "methods/qr.h"

#include <png.h>

#include <algorithm>
#include <qrcodegen/qrcodegen.hpp>
#include <string>

#include "base/result.h"

namespace methods {
namespace {

// One grey sample a byte: 255 is white.
base::Bytes draw(const qrcodegen::QrCode& code) {
  const int size = code.getSize(), scale = kQrPixels / size, margin = (kQrPixels - size * scale) / 2;
  base::Bytes pixels(static_cast<std::size_t>(kQrPixels) * kQrPixels, 255);
  for (int y = 0; y < size * scale; ++y)
    for (int x = 0; x < size * scale; ++x)
      if (code.getModule(x / scale, y / scale))
        pixels[static_cast<std::size_t>((y + margin) * kQrPixels + x + margin)] = 0;
  return pixels;
}

base::Bytes encode_png(const base::Bytes& pixels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = kQrPixels;
  image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = 0;
  if (!png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, nullptr))
    throw base::Broken("qr.png", image.message);
  base::Bytes out(size);
  if (!png_image_write_to_memory(&image, out.data(), &size, 0, pixels.data(), 0, nullptr))
    throw base::Broken("qr.png", image.message);
  out.resize(size);
  return out;
}

}  // namespace

base::Bytes qr_png(std::string_view text) {
  try {
    const auto code = qrcodegen::QrCode::encodeText(std::string(text).c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    return encode_png(draw(code));
  } catch (const qrcodegen::data_too_long&) {
    throw base::Broken("qr.too_long", "the otpauth URL does not fit a QR code");
  }
}

}  // namespace methods
