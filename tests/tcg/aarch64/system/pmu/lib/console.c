/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The serial port, which is the virt board's PL011, and a small formatter.
 */
#include "internal.h"
#include <stdarg.h>

#define UART            0x09000000ul
#define UART_DR         (*(device_reg *)(UART + 0x00))
#define UART_FR         (*(device_reg *)(UART + 0x18))
#define UART_CR         (*(device_reg *)(UART + 0x30))
#define UART_FR_RXFE    (1u << 4)
#define UART_FR_TXFF    (1u << 5)
#define UART_CR_ON      ((1u << 0) | (1u << 8) | (1u << 9))

struct text {
    char *start;
    size_t size, length;
};

static void put_char(struct text *t, char c)
{
    if (t->length + 1 < t->size) {
        t->start[t->length++] = c;
    }
}

static void put_number(struct text *t, uint64_t value, unsigned base)
{
    char digits[20];
    unsigned n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n) {
        put_char(t, digits[--n]);
    }
}

static void put_signed(struct text *t, int64_t value)
{
    if (value < 0) {
        put_char(t, '-');
    }
    put_number(t, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

static void put_string(struct text *t, const char *s)
{
    while (*s) {
        put_char(t, *s++);
    }
}

static const char *put_item(struct text *t, const char *f, va_list *args)
{
    bool is_long = *f == 'l';

    f += is_long;
    switch (*f) {
    case 's':
        put_string(t, va_arg(*args, const char *));
        break;
    case 'c':
        put_char(t, va_arg(*args, int));
        break;
    case 'd':
        put_signed(t, is_long ? va_arg(*args, int64_t) : va_arg(*args, int));
        break;
    case 'u':
    case 'x':
        put_number(t, is_long ? va_arg(*args, uint64_t)
                   : va_arg(*args, unsigned), *f == 'x' ? 16 : 10);
        break;
    default:
        put_char(t, *f);
        break;
    }
    return f + 1;
}

void format_text(char *text, size_t size, const char *format, va_list args)
{
    struct text t = { .start = text, .size = size };
    va_list items;

    va_copy(items, args);
    while (*format) {
        if (*format == '%') {
            format = put_item(&t, format + 1, &items);
        } else {
            put_char(&t, *format++);
        }
    }
    va_end(items);
    text[t.length] = '\0';
}

void print(const char *format, ...)
{
    char line[256];
    va_list args;

    va_start(args, format);
    format_text(line, sizeof(line), format, args);
    va_end(args);

    UART_CR = UART_CR_ON;
    for (const char *c = line; *c; c++) {
        while (UART_FR & UART_FR_TXFF) {
            continue;
        }
        UART_DR = *c;
    }
}

bool console_pending(void)
{
    UART_CR = UART_CR_ON;
    return !(UART_FR & UART_FR_RXFE);
}

unsigned console_byte(void)
{
    while (!console_pending()) {
        continue;
    }
    return UART_DR & 0xff;
}

/*
 * The compiler may call these. The barrier keeps it from seeing in the loop
 * a call of the very function.
 */
void *memset(void *to, int value, size_t size)
{
    char *p = to;

    while (size--) {
        *p++ = value;
        asm volatile("" : : : "memory");
    }
    return to;
}

void *memcpy(void *to, const void *from, size_t size)
{
    char *p = to;
    const char *q = from;

    while (size--) {
        *p++ = *q++;
        asm volatile("" : : : "memory");
    }
    return to;
}
