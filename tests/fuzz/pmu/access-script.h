/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the access fuzzer and its guest say to each other, in two files of
 * fixed-size records, little-endian: the script is an array of steps; the
 * results open with the machine and go on with one record a step. All that
 * the guest (tests/tcg/aarch64/system/pmu/fuzz.c) and the fuzzer on the host
 * (access-fuzz.c) share.
 */

#ifndef PMU_ACCESS_SCRIPT_H
#define PMU_ACCESS_SCRIPT_H

#include <stdint.h>

/* In the working directory of QEMU */
#define FUZZ_SCRIPT     "fuzz-script"
#define FUZZ_RESULTS    "fuzz-results"

enum fuzz_what {
    FUZZ_READ, FUZZ_WRITE,              /* MRS, MSR; MRC, MCR in AArch32 */
    FUZZ_READ_PAIR, FUZZ_WRITE_PAIR,    /* MRRC, MCRR */
    FUZZ_SPIN,                          /* let some time pass there */
    FUZZ_IRQ,                           /* the interrupt's level, at home */
    FUZZ_RESET,                         /* all registers to a known state */
    FUZZ_FGTEN2,                        /* @value: SCR_EL3.FGTEn2 */
};

/* The place that is always there: the guest's own Exception level */
#define FUZZ_HOME 0xff

/**
 * struct fuzz_step - one operation
 * @value: to write; or the turns of a loop
 * @reg: an encoding as bits [20:5] of MRS have it; of a pair opc1, CRm is
 *     9: 0 is PMCCNTR, the others are nothing
 * @what: enum fuzz_what
 * @place: modulo the number of places, or FUZZ_HOME. Pairs happen only where
 *     AArch32 is used, and are nothing elsewhere.
 */
struct fuzz_step {
    uint64_t value;
    uint32_t reg;
    uint8_t what, place;
    uint16_t zero;
};

/**
 * struct fuzz_result - what came of it
 * @value: as read; the level
 * @trap: the exception: its Exception level << 32 | ESR, or 0
 * @time: the virtual counter after it
 */
struct fuzz_result {
    uint64_t value, trap, time;
};

/**
 * struct fuzz_place - a place that the machine has
 * @highest32: the highest Exception level that uses AArch32, or -1
 */
struct fuzz_place {
    char name[56];
    uint8_t el, secure, realm, host, el2_enabled;
    int8_t highest32;
    uint16_t zero;
};

#define FUZZ_PLACES 64

struct fuzz_machine {
    uint32_t home, counters, version, frequency;
    uint8_t el2, el3, sel2, rme, fgt;
    uint8_t places;
    uint8_t chain, all;     /* events that it announces */
    uint8_t fgt2, icntr, snapshot, zero[5];
    struct fuzz_place place[FUZZ_PLACES];
};

#endif
