/* Text helpers that other files of base share. */
#ifndef DUIBIAO_BASE_TEXT_IMPL_H
#define DUIBIAO_BASE_TEXT_IMPL_H

#include "base.h"

/* Bytes of the well-formed UTF-8 sequence at the start of `ptr`, or 0 where there is none. */
size_t utf8_decode(const char *ptr, size_t len, uint32_t *code_point);
/* Writes 1 to 4 bytes to `out`, giving their number; what is not a code point becomes U+FFFD. */
size_t utf8_encode(uint32_t code_point, char out[4]);

char *buf_room(Buf *buf, size_t len); /* so many bytes more, to be written at once */
void buf_add_va(Buf *buf, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* Without the printf family: these run once a figure. */
void buf_add_int(Buf *buf, int64_t value);
void buf_add_padded(Buf *buf, unsigned value, int digits); /* with leading zeros */

#endif
