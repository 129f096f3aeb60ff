/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host kernel: the driver of its PMU, which has the reserved counters
 * and no others, and the system calls of its user space. It runs at EL2 in
 * VHE and at EL1 in nVHE.
 */
#include "hypervisor.h"

#define HOST_PMCR   (PMCR_LC | PMCR_LP | PMCR_E)

/* More than a guest needs between two yields */
#define EXIT_LIMIT  1000

struct host_pmu host_pmu;
struct host_counts host_counts;

/* SW_INCR's counter: what it was set to, increments since */
static struct {
    uint64_t start;
    unsigned since;
    bool beyond_32_bits;
} swinc;

/* What 2001 instructions take */
static uint64_t loop_ns(void)
{
    uint64_t turns = 1000, begin, end;

    asm volatile("mrs %0, cntvct_el0\n"
                 "1:\tsubs %2, %2, #1\n\t"
                 "b.ne 1b\n\t"
                 "mrs %1, cntvct_el0"
                 : "=&r"(begin), "=&r"(end), "+r"(turns) : : "cc");
    return end - begin;
}

/*
 * A number that divides well, and twice the same, only if time goes by in
 * whole instructions
 */
static uint64_t measure_insn_ns(void)
{
    uint64_t ns;

    if (!(reg_read(PMCEID0) & 1u << EVENT_INST_RETIRED) ||
        read_sysreg(cntfrq_el0) != 1000000000) {
        return 0;
    }
    ns = loop_ns();
    return ns % 2001 || loop_ns() != ns ? 0 : ns / 2001;
}

const char *pmu_partition(unsigned reserved)
{
    if (reserved > cpu.counters) {
        return "is more event counters than this PMU has";
    }
    if (reserved == cpu.counters && reserved && !cpu.hpmn0) {
        return "leaves none for a guest, which needs FEAT_HPMN0";
    }
    host_pmu.hpmn_max = cpu.counters - reserved;
    host_pmu.cntr_mask = mask_of(cpu.counters) & ~mask_of(host_pmu.hpmn_max);
    host_pmu.insn_ns = measure_insn_ns();
    return NULL;
}

int host_counter(enum host_event event)
{
    unsigned n = host_pmu.hpmn_max + event;

    return n < cpu.counters ? (int)n : -1;
}

/* R38: filters for user space at EL0, the kernel at EL2 or at EL1 */
static uint32_t host_type(enum host_event event)
{
    switch (event) {
    case HOST_USER:
        return EVENT_INST_RETIRED | PMEVTYPER_P;
    case HOST_KERNEL:
        return EVENT_INST_RETIRED | PMEVTYPER_U |
               (mode->vhe ? PMEVTYPER_P | PMEVTYPER_NSH : 0);
    default:
        return EVENT_SW_INCR | PMEVTYPER_NSH;
    }
}

static void set_swinc(uint64_t start)
{
    swinc.start = start;
    swinc.since = 0;
    reg_write(PMEVCNTR(host_counter(HOST_SWINC)), start);
}

uint64_t host_swinc_value(void)
{
    return swinc.start + swinc.since;
}

static void collect_swinc(void)
{
    tally_add(&host_counts.swinc,
              reg_read(PMEVCNTR(host_counter(HOST_SWINC))) - swinc.start,
              swinc.since);
}

/* What guests may not reach, or have to leave as it was */
#define HOST_PMICNTR    0x5eed

static uint32_t host_uacr(void)
{
    return host_pmu.cntr_mask | PMU_C;
}

static void start_newer(void)
{
    if (cpu.version >= PMUV3P9) {
        reg_write(PMUACR, host_uacr());
    }
    if (cpu.icntr) {
        write_sysreg(PMICNTR_EL0, HOST_PMICNTR);
    }
}

static void expect_newer(void)
{
    if (cpu.version >= PMUV3P9) {
        expect("R54", reg_read(PMUACR), host_uacr(), "host PMUACR");
    }
    if (cpu.icntr) {
        expect("R53", read_sysreg(PMICNTR_EL0), HOST_PMICNTR,
               "host PMICNTR");
    }
    if (cpu.snapshot) {
        expect("R23", read_sysreg(PMSSCR_EL1) >> 32, 1, "host PMSSCR.NC");
    }
}

/* The first increment goes from 32 bits to 33: no overflow (R27). */
void host_start(void)
{
    host_counts = (struct host_counts){ 0 };
    for (enum host_event e = HOST_SWINC; e <= HOST_KERNEL; e++) {
        if (host_counter(e) >= 0) {
            reg_write(PMEVTYPER(host_counter(e)), host_type(e));
        }
    }
    if (host_pmu.cntr_mask) {
        swinc.beyond_32_bits = true;
        set_swinc(0xffffffff);
        reg_write(PMINTENSET, 1u << host_counter(HOST_SWINC));
    }
    if (host_counter(HOST_USER) >= 0) {
        reg_write(PMSELR, host_counter(HOST_USER));
    }
    reg_write(PMUSERENR, PMUSERENR_EN);
    start_newer();
    reg_write(PMCNTENSET, host_pmu.cntr_mask);
    reg_write(PMCR, HOST_PMCR);
}

void host_stop(void)
{
    reg_write(PMCR, HOST_PMCR & ~PMCR_E);
    if (host_pmu.cntr_mask) {
        collect_swinc();
    }
}

void host_exclude_el0(bool exclude)
{
    int n = host_counter(HOST_USER);

    if (n >= 0 && does(STEP_EXCLUDE_GUEST)) {
        pmu_write(PMEVTYPER(n), host_type(HOST_USER) |
                  (exclude ? PMEVTYPER_U : 0));
    }
}

void host_swinc(void)
{
    if (!host_pmu.cntr_mask) {
        return;
    }
    reg_write(PMSWINC, 1u << host_counter(HOST_SWINC));
    swinc.since++;
    if (swinc.beyond_32_bits) {
        swinc.beyond_32_bits = false;
        collect_swinc();
        set_swinc(-PERIOD);
    } else if (swinc.since == PERIOD) {
        host_counts.irqs.expected++;
    }
}

/*
 * One line, two ranges: the vCPU's counters come first, then our own. An
 * interrupt that nobody claims would come for ever, so it is disabled.
 */
void host_interrupt(void)
{
    unsigned intid = vgic_acknowledge();
    bool claimed;
    uint32_t flags;

    if (intid == GIC_NONE) {
        return;
    }
    if (intid != PMU_INTID) {
        bail_out("interrupt %u at the host", intid);
    }
    claimed = loaded && pmu_guest_overflow(loaded);
    flags = reg_read(PMOVSSET) & reg_read(PMINTENSET) & host_pmu.cntr_mask;
    if (flags) {
        host_counts.ranges[RANGE_HOST]++;
        host_counts.irqs.actual++;
        reg_write(PMOVSCLR, flags);
        collect_swinc();
        set_swinc(-PERIOD);
    } else if (!claimed) {
        host_counts.stray.actual++;
        reg_write(PMINTENCLR, reg_read(PMOVSSET));
    }
    vgic_end(intid);
}

/* ioctl(KVM_RUN): until the guest yields; vCPUs take turns. */
static void kvm_run(void)
{
    static unsigned turn;
    struct vcpu *v = &vcpus[turn++ % VCPUS];
    unsigned exits = 0;
    enum exit exit;

    vcpu_load(v);
    do {
        host_swinc();
        exit = mode->run(v);
        irq_window();
        expect("R30", host_counts.irqs.actual, host_counts.irqs.expected,
               "host interrupts by now");
    } while (!vcpu_handle_exit(v, exit) && ++exits < EXIT_LIMIT);
    vcpu_put(v);
    expect_newer();
    expect("R30", exits < EXIT_LIMIT, 1, "guest comes to its end");
    host_swinc();
}

/* A counter, as far as the host knows what is in it */
static void say_counter(unsigned n, unsigned hpmn)
{
    print("counter %u %s", n, n < hpmn ? "first" : "second");
    if (n < loaded->hpmn) {
        print(" event 0x%x value 0x%lx", loaded->pmu.evtyper[n] & 0xffff,
              loaded->pmu.evcntr[n]);
    } else if ((int)n == host_counter(HOST_SWINC)) {
        print(" event 0x%x value 0x%lx", EVENT_SW_INCR, host_swinc_value());
    } else if ((int)n == host_counter(HOST_USER) ||
               (int)n == host_counter(HOST_KERNEL)) {
        print(" event 0x%x", EVENT_INST_RETIRED);
    }
    print("\n");
}

/* Between load and put, until a byte comes: time to ask QEMU's monitor */
static void pause(void)
{
    unsigned hpmn = mode->vhe ? loaded->hpmn : cpu.counters;

    print("%s paused between load and put, HPMN %u\n", mode->name, hpmn);
    for (unsigned n = 0; n < cpu.counters; n++) {
        say_counter(n, hpmn);
    }
    print("WAITING\n");
    console_byte();
}

/* Any vCPU that lets its own EL0 use the PMU, so that only HPMN can trap */
static void load_any(void)
{
    for (unsigned i = 0; i < VCPUS; i++) {
        if (vcpus[i].pmu.userenr & PMUSERENR_EN) {
            vcpu_load(&vcpus[i]);
            return;
        }
    }
    bail_out("no vCPU has set PMUSERENR_EL0.EN");
}

void host_syscall(unsigned number)
{
    switch (number) {
    case SYS_KVM_RUN:
        kvm_run();
        break;
    case SYS_VCPU_LOAD:
        load_any();
        if (left_out == STEPS && guest_option("pause=", 0)) {
            pause();
        }
        break;
    case SYS_VCPU_PUT:
        vcpu_put(loaded);
        break;
    }
    irq_window();
}
