/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exceptions of all Exception levels in AArch64. An instruction that traps
 * is recorded and skipped, so that a test can ask afterwards what happened;
 * a call with RETURN_IMM is the way home from run_at().
 */
#include "internal.h"

/* More than any guest has; a program gone wild reaches it soon. */
#define TRAP_LIMIT 1000000

bool (*exception_hook)(struct frame *frame, unsigned el);
bool (*interrupt_hook)(struct frame *frame, unsigned el);

/* The order of a vector table's entries within each group of four */
enum { VECTOR_SYNC, VECTOR_IRQ, VECTOR_FIQ, VECTOR_SERROR };

static void record(const struct frame *frame, unsigned el)
{
    static unsigned total;

    trap.count++;
    trap.unclaimed++;
    trap.el = el;
    trap.esr = frame->esr;
    trap.elr = frame->elr;
    trap.spsr = frame->spsr;
    if (++total > TRAP_LIMIT) {
        bail_out("too many exceptions, ESR 0x%lx ELR 0x%lx", frame->esr,
                 frame->elr);
    }
}

static bool is_return(uint64_t esr)
{
    unsigned ec = esr >> 26 & 0x3f;

    return (ec == EC_SVC64 || ec == EC_HVC64 || ec == EC_SMC64) &&
           (esr & 0xffff) == RETURN_IMM;
}

/* Go on towards home: by SMC to EL3, by HVC to EL2. */
static void pass_up(uint64_t value)
{
    register uint64_t x0 asm("x0") = value;

    if (cpu.home == 3) {
        asm volatile("smc %1" : : "r"(x0), "i"(RETURN_IMM));
    } else {
        asm volatile("hvc %1" : : "r"(x0), "i"(RETURN_IMM));
    }
}

static bool cannot_skip(uint64_t esr)
{
    unsigned ec = esr >> 26 & 0x3f;

    return ec == EC_IABT_LOWER || ec == EC_IABT;
}

void exception(struct frame *frame, unsigned el, unsigned vector)
{
    unsigned kind = vector % 4;

    if (kind == VECTOR_IRQ && (interrupt_hook ? interrupt_hook(frame, el)
                                              : gic_interrupt())) {
        return;
    }
    if (kind != VECTOR_SYNC || cannot_skip(frame->esr)) {
        bail_out("vector %u of EL%u, ESR 0x%lx ELR 0x%lx FAR 0x%lx", vector,
                 el, frame->esr, frame->elr, frame->far);
    }
    if (exception_hook && exception_hook(frame, el)) {
        return;
    }
    if (is_return(frame->esr)) {
        if (el == cpu.home) {
            leave_lower(frame->x[0]);
        }
        pass_up(frame->x[0]);
    }
    record(frame, el);
    frame->elr += 4;
}
