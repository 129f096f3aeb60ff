/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm PMU: the fields of the registers that control it.
 *
 * Names and positions are those of the Arm ARM (DDI 0487, D24.3 and D24.5).
 * Plain constants, so that the pure part of the model needs nothing of
 * QEMU's.
 */

#ifndef TARGET_ARM_PMU_FIELDS_H
#define TARGET_ARM_PMU_FIELDS_H

/*
 * The most event counters there can be, the places of PMCCNTR_EL0 and of
 * PMICNTR_EL0, and how many there are in all. A mask of counters has a bit for
 * each.
 */
#define PMU_MAX_COUNTERS        31
#define PMU_CYCLE_COUNTER       31
#define PMU_INSTRUCTION_COUNTER 32
#define PMU_ALL_COUNTERS        33
#define PMU_CYCLE_BIT           (UINT64_C(1) << PMU_CYCLE_COUNTER)
#define PMU_INSTRUCTION_BIT     (UINT64_C(1) << PMU_INSTRUCTION_COUNTER)

/* PMCR_EL0 */
#define PMCR_E                  (UINT64_C(1) << 0)
#define PMCR_P                  (UINT64_C(1) << 1)
#define PMCR_C                  (UINT64_C(1) << 2)
#define PMCR_D                  (UINT64_C(1) << 3)
#define PMCR_X                  (UINT64_C(1) << 4)
#define PMCR_DP                 (UINT64_C(1) << 5)
#define PMCR_LC                 (UINT64_C(1) << 6)
#define PMCR_LP                 (UINT64_C(1) << 7)
#define PMCR_FZO                (UINT64_C(1) << 9)
#define PMCR_N_SHIFT            11
#define PMCR_N_LENGTH           5

/* MDCR_EL2, and HDCR in its low half */
#define MDCR_EL2_HPMN           UINT64_C(0x1f)
#define MDCR_EL2_TPMCR          (UINT64_C(1) << 5)
#define MDCR_EL2_TPM            (UINT64_C(1) << 6)
#define MDCR_EL2_HPME           (UINT64_C(1) << 7)
#define MDCR_EL2_HPMD           (UINT64_C(1) << 17)
#define MDCR_EL2_HCCD           (UINT64_C(1) << 23)
#define MDCR_EL2_HLP            (UINT64_C(1) << 26)
#define MDCR_EL2_HPMFZO         (UINT64_C(1) << 29)
#define MDCR_EL2_PMSSE_SHIFT    30
/* RES0 without a PMU (R45) */
#define MDCR_EL2_PMU            (MDCR_EL2_HPMN | MDCR_EL2_TPMCR |      \
                                 MDCR_EL2_TPM | MDCR_EL2_HPME |        \
                                 MDCR_EL2_HPMD | MDCR_EL2_HCCD |       \
                                 MDCR_EL2_HLP | MDCR_EL2_HPMFZO)

/* MDCR_EL3, and SDCR */
#define MDCR_EL3_TPM            (UINT64_C(1) << 6)
#define MDCR_EL3_ENPM2          (UINT64_C(1) << 7)
#define MDCR_EL3_TDA            (UINT64_C(1) << 9)
#define MDCR_EL3_SPME           (UINT64_C(1) << 17)
#define MDCR_EL3_SCCD           (UINT64_C(1) << 23)
#define MDCR_EL3_PMSSE_SHIFT    30
#define MDCR_EL3_MCCD           (UINT64_C(1) << 34)
#define MDCR_EL3_MPMX           (UINT64_C(1) << 35)
#define MDCR_EL3_ENPMSS         (UINT64_C(1) << 44)

/* PMECR_EL1 */
#define PMECR_SSE_SHIFT         3
#define PMECR_SSE               (UINT64_C(3) << PMECR_SSE_SHIFT)

/* MDCR_EL3.PMSSE, MDCR_EL2.PMSSE, PMECR_EL1.SSE; 1 is reserved in the last */
typedef enum PMUSnapshotEnable {
    PMSSE_DISABLED   = 0,
    PMSSE_LOWER      = 1,   /* the register below decides */
    PMSSE_PROHIBITED = 2,
    PMSSE_ALLOWED    = 3,
} PMUSnapshotEnable;

/* PMSSCR_EL1 */
#define PMSSCR_SS               (UINT64_C(1) << 0)
#define PMSSCR_NC               (UINT64_C(1) << 32)

/* SCR_EL3, as far as QEMU has no name for it */
#define SCR_EL3_FGTEN2          (UINT64_C(1) << 59)

/* HDFGRTR2_EL2 and HDFGWTR2_EL2: 0 traps */
#define HDFGTR2_NPMECR          (UINT64_C(1) << 0)
#define HDFGTR2_NPMICNTR        (UINT64_C(1) << 2)
#define HDFGTR2_NPMICFILTR      (UINT64_C(1) << 3)
#define HDFGTR2_NPMUACR         (UINT64_C(1) << 4)
#define HDFGRTR2_NPMSSDATA      (UINT64_C(1) << 6)
#define HDFGTR2_NPMSSCR         (UINT64_C(1) << 7)
#define HDFGWTR2_NPMZR          (UINT64_C(1) << 21)

/* SDER, and SDER32_EL3 */
#define SDER_SUNIDEN            (UINT64_C(1) << 1)

/*
 * PMEVTYPER<n>_EL0 and PMCCFILTR_EL0; the high half of the first is
 * FEAT_PMUv3_TH's.
 */
#define PMEVTYPER_P             (UINT32_C(1) << 31)
#define PMEVTYPER_U             (UINT32_C(1) << 30)
#define PMEVTYPER_NSK           (UINT32_C(1) << 29)
#define PMEVTYPER_NSU           (UINT32_C(1) << 28)
#define PMEVTYPER_NSH           (UINT32_C(1) << 27)
#define PMEVTYPER_M             (UINT32_C(1) << 26)
#define PMEVTYPER_MT            (UINT32_C(1) << 25)
#define PMEVTYPER_SH            (UINT32_C(1) << 24)
#define PMEVTYPER_RLK           (UINT32_C(1) << 22)
#define PMEVTYPER_RLU           (UINT32_C(1) << 21)
#define PMEVTYPER_RLH           (UINT32_C(1) << 20)
#define PMEVTYPER_TH_SHIFT      32
#define PMEVTYPER_TC_SHIFT      61
#define PMEVTYPER_TC            (UINT64_C(7) << PMEVTYPER_TC_SHIFT)
#define PMEVTYPER_TC_COUNT      (UINT64_C(1) << PMEVTYPER_TC_SHIFT)
#define PMEVTYPER_HIGH          (UINT64_C(0xffffffff) << 32)

/* PMMIR_EL1 */
#define PMMIR_THWIDTH_SHIFT     20

/* PMICFILTR_EL0: what it counts, read-only */
#define PMICFILTR_EVTCOUNT      UINT32_C(0x0008)

/* PMUSERENR_EL0 */
#define PMUSERENR_EN            (UINT64_C(1) << 0)
#define PMUSERENR_SW            (UINT64_C(1) << 1)
#define PMUSERENR_CR            (UINT64_C(1) << 2)
#define PMUSERENR_ER            (UINT64_C(1) << 3)
#define PMUSERENR_UEN           (UINT64_C(1) << 4)
#define PMUSERENR_IR            (UINT64_C(1) << 5)
#define PMUSERENR_TID           (UINT64_C(1) << 6)

/* ID_AA64DFR0_EL1.PMUVer; PMUv2 and before stand below PMU_V3. */
typedef enum PMUVersion {
    PMU_V2   = 0,
    PMU_V3   = 1,
    PMU_V3P1 = 4,
    PMU_V3P4 = 5,
    PMU_V3P5 = 6,
    PMU_V3P7 = 7,
    PMU_V3P8 = 8,
    PMU_V3P9 = 9,
} PMUVersion;

#endif
