/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reference hypervisor's start: options, the modes one after the other,
 * then each variant that leaves out a step. Options of QEMU's -append:
 *
 *   reserved_host_counters=N  event counters that guests never get
 *   cycles=N                  load and put so many times in each mode
 *   variants=0                no broken variants
 *   leave_out=N               without one step, the Nth of enum step from 0
 *   pause=1                   wait between load and put, for a byte each time
 *
 * The exit status is 0 if what must be right is right, and each broken
 * variant was caught; 1 if not; 2 if it cannot run so.
 */
#include "hypervisor.h"

#define RESERVED "reserved_host_counters="
#define LEAVE_OUT "leave_out="
#define VARIANT_CYCLES 64

const struct mode *mode;

static struct result results[2], variants[2];
static const struct mode *const modes[] = { &mode_vhe, &mode_nvhe };

/*
 * Exceptions of guest and host. The EL1 host of nVHE shares its vectors
 * with the guests, so what runs decides whose the exception is.
 */
static bool on_exception(struct frame *frame, unsigned el)
{
    unsigned ec = frame->esr >> 26 & 0x3f, imm = frame->esr & 0xffff;

    if (running && el == 1) {
        return guest_exception(frame);
    }
    if (el == 2 && (running || (ec == EC_HVC64 && imm == HVC_RUN))) {
        cost->exceptions++;
    }
    if (running) {
        vcpu_exit(frame, EXIT_TRAP);
    }
    if (el == 2 && ec == EC_HVC64 && imm == HVC_RUN) {
        frame->x[0] = nvhe_hypercall((struct vcpu *)frame->x[0]);
        return true;
    }
    if (el == 2 && !mode->vhe && ec == EC_SYSREG && nvhe_host_trap()) {
        return true;
    }
    if (el == mode->host_el && ec == EC_SVC64 && imm <= SYS_VCPU_PUT) {
        host_syscall(imm);
        return true;
    }
    return false;
}

static bool on_interrupt(struct frame *frame, unsigned el)
{
    if (running && el == 1) {
        guest_interrupt();
    } else if (running) {
        cost->exceptions++;
        vcpu_exit(frame, EXIT_IRQ);
    } else {
        host_interrupt();
    }
    return true;
}

/* Guest B gets one counter less than A, if it may: 0 needs FEAT_HPMN0. */
static void init_vcpus(void)
{
    static const char *const names[GUESTS] = { "guest A", "guest B" };
    unsigned max = host_pmu.hpmn_max;
    unsigned less = max > !cpu.hpmn0 ? max - 1 : max;

    for (unsigned i = 0; i < VCPUS; i++) {
        vcpu_init(&vcpus[i], names[i % GUESTS], i / GUESTS,
                  i % GUESTS ? less : max);
    }
}

static void run(struct result *r, const struct mode *m, enum step step,
                unsigned cycles)
{
    *r = (struct result){ 0 };
    result = r;
    cost = &r->cost;
    cost_phase = COST_REST;
    mode = m;
    left_out = step;
    hcr_el2_extra = m->hcr_host;
    pmu_reset();
    init_vcpus();
    host_start();
    run_at(m->vmm, vmm_main, cycles, 0);
    host_stop();
    judge();
    left_out = STEPS;
}

static bool run_modes(unsigned cycles, enum step step)
{
    bool right = true;

    for (unsigned m = 0; m < ARRAY_SIZE(modes); m++) {
        run(&results[m], modes[m], step, cycles);
        report_counts(&results[m], cycles);
        report_access(&results[m]);
        report_failures(&results[m]);
        right &= !results[m].failed;
    }
    report_costs(&results[0], &results[1]);
    return right;
}

/* Steps whose lack cannot be seen here are counted, not taken as caught. */
static bool run_variants(void)
{
    unsigned caught = 0, tried = 0;

    for (enum step step = 0; step < STEPS; step++) {
        if (!step_shows(step)) {
            continue;
        }
        for (unsigned m = 0; m < ARRAY_SIZE(modes); m++) {
            run(&variants[m], modes[m], step, VARIANT_CYCLES);
        }
        caught += report_variant(step, &variants[0], &variants[1]);
        tried++;
    }
    print("%u steps left out one at a time, %u noticed\n", tried, caught);
    if (tried < STEPS) {
        print("%u more need counters or a PMU that are not there, or "
              "-icount shift=N\n", STEPS - tried);
    }
    return caught == tried;
}

static void refuse(const char *what, const char *why)
{
    print("error: %s%s\n", what, why);
    guest_exit(2);
}

static void require(void)
{
    if (cpu.home != 2 || !cpu.vhe) {
        refuse("", "this needs FEAT_VHE and EL2, and no EL3: "
               "-M virt,virtualization=on");
    }
    if (!cpu.fgt || cpu.version < PMUV3P5) {
        refuse("", "this needs FEAT_FGT and FEAT_PMUv3p5: -cpu max");
    }
    if (!(read_sysreg(id_aa64pfr0_el1) >> 24 & 0xf)) {
        refuse("", "this needs GICv3: -M virt,gic-version=3");
    }
}

/* Half of the counters, unless the option says how many; digits only */
static unsigned reserved_counters(void)
{
    const char *text = guest_option_text(RESERVED);
    unsigned value = 0;

    if (!text) {
        return cpu.counters / 2;
    }
    if (*text < '0' || *text > '9') {
        refuse(RESERVED, " takes a number");
    }
    for (; *text >= '0' && *text <= '9' && value < 1000; text++) {
        value = value * 10 + (*text - '0');
    }
    if (*text && *text != ' ') {
        refuse(RESERVED, " takes a number");
    }
    return value;
}

/* The step that the user wants left out; STEPS if none */
static enum step unwanted_step(void)
{
    unsigned step = guest_option(LEAVE_OUT, STEPS);

    if (!guest_option_text(LEAVE_OUT)) {
        return STEPS;
    }
    if (step >= STEPS) {
        print("error: " LEAVE_OUT "%u is no step; 0 to %u are valid\n", step,
              STEPS - 1);
        guest_exit(2);
    }
    print("left out: %s\n", step_infos[step].name);
    return step;
}

static void boot(void)
{
    unsigned reserved = reserved_counters();
    const char *why;

    if (!cpu.counters) {
        refuse("", "this PMU has no event counters to partition");
    }
    why = pmu_partition(reserved);
    if (why) {
        print("error: " RESERVED "%u %s; 0 to %u are valid\n", reserved, why,
              cpu.counters - !cpu.hpmn0);
        guest_exit(2);
    }
    require();
    print("%u event counters, " RESERVED "%u: HPMN is at most %u%s\n",
          cpu.counters, reserved, host_pmu.hpmn_max,
          reserved ? "" : ", direct");
    exception_hook = on_exception;
    interrupt_hook = on_interrupt;
    vgic_init();
    newer_start();
}

int main(void)
{
    bool right, caught = true;
    enum step step;

    boot();
    step = unwanted_step();
    right = run_modes(guest_option("cycles=", 10000), step);
    if (step == STEPS && guest_option("variants=", 1)) {
        if (right) {
            caught = run_variants();
        } else {
            print("no step left out: it is wrong with all of them\n");
        }
    }
    report_verdict(&results[0], &results[1], caught);
    guest_exit(!(right && caught));
}
