package dev.krait.multiprocessing;

import java.util.List;
import java.util.Random;

/** What befalls a worker in a round of a storm, and at which step. */
record StormFault(Phase phase, String step, Faults.Kind kind) {
    /** What the worker is at. */
    enum Phase {
        /** It does tasks. */
        TASKS,
        /** It starts, and runs its initializer. */
        START,
        /** It asks its parent for a class. */
        CLASSES,
        /** It is told to interrupt its task. */
        CANCEL,
        /** Its pool is shut down. */
        END;

        private List<String> steps() {
            return switch (this) {
                case TASKS ->
                    List.of(
                            "frame-read",
                            "task-claimed",
                            "task-returned",
                            "frame-uncommitted",
                            "frame-committed",
                            "segment-written");
                case START -> List.of("started", "not-said-ready", "said-ready", "initializer-runs");
                case CLASSES -> List.of("class-wanted", "class-answered");
                case CANCEL -> List.of("interrupt-heard");
                case END -> List.of("leaving", "exiting");
            };
        }
    }

    /** How often each is had in some rounds. */
    private static final List<Phase> PHASES = List.of(
            Phase.TASKS,
            Phase.TASKS,
            Phase.TASKS,
            Phase.TASKS,
            Phase.TASKS,
            Phase.TASKS,
            Phase.START,
            Phase.START,
            Phase.CLASSES,
            Phase.CANCEL,
            Phase.END);

    static StormFault random(Random random) {
        Phase phase = PHASES.get(random.nextInt(PHASES.size()));
        List<String> steps = phase.steps();
        String step = steps.get(random.nextInt(steps.size()));
        List<Faults.Kind> kinds = kindsAt(step);
        return new StormFault(phase, step, kinds.get(random.nextInt(kinds.size())));
    }

    private static List<Faults.Kind> kindsAt(String step) {
        return switch (step) {
            case "segment-written", "class-answered" ->
                List.of(Faults.Kind.KILL, Faults.Kind.HALT, Faults.Kind.STALL, Faults.Kind.TRUNCATE);
            case "frame-committed", "not-said-ready", "said-ready", "class-wanted", "exiting" ->
                List.of(Faults.Kind.KILL, Faults.Kind.HALT, Faults.Kind.STALL, Faults.Kind.GARBLE);
            default -> List.of(Faults.Kind.KILL, Faults.Kind.HALT, Faults.Kind.STALL);
        };
    }

    /** Whether the worker comes to the step for certain. */
    boolean strikesForCertain() {
        return phase == Phase.START || phase == Phase.CANCEL;
    }

    /** Whether a worker dies of it, unless it is stopped and goes on. */
    boolean isDeadly() {
        return kind != Faults.Kind.STALL && kind != Faults.Kind.TRUNCATE;
    }
}
