package dev.krait.benchmarks;

import dev.krait.benchmarks.scenario.Peer;
import dev.krait.benchmarks.scenario.Result;
import dev.krait.benchmarks.scenario.Scenario;
import dev.krait.benchmarks.side.CommandLines;
import dev.krait.benchmarks.side.Pinning;
import dev.krait.benchmarks.side.PythonScript;
import dev.krait.benchmarks.side.Scale;
import dev.krait.benchmarks.side.SideFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures scenarios. The sides of one take turns, so that what else the machine does meanwhile befalls them all, and begin
 * with another one each time.
 *
 * <p>A Python that fails is left out of that scenario; Krait or the JDK failing fails the scenario.
 */
final class Contest {
    private final Scale scale;
    private final List<String> pythons;
    private final PythonScript script;
    private final Pinning pinning;
    private final Progress progress;

    Contest(Scale scale, List<String> pythons, PythonScript script, Pinning pinning, Progress progress) {
        this.scale = scale;
        this.pythons = pythons;
        this.script = script;
        this.pinning = pinning;
        this.progress = progress;
    }

    Result measure(Scenario scenario, Effort effort) throws SideFailure {
        Pinning placed = scenario.handOver() ? pinning : Pinning.none();
        var contenders = new ArrayList<Contender>();
        try {
            contenders.add(jvm(null, scenario, placed, effort));
            if (scenario.jdk() != null) {
                contenders.add(jvm(Peer.JDK, scenario, placed, effort));
            }
            for (String python : scenario.alone() ? List.<String>of() : pythons) {
                List<String> command = new ArrayList<>(CommandLines.words(python));
                command.addAll(script.arguments(scenario.name(), scale));
                try {
                    contenders.add(new Contender(
                            Peer.PYTHON,
                            python,
                            placed.apply(command),
                            rounds(scenario, Peer.PYTHON, effort),
                            effort.patience()));
                } catch (SideFailure e) {
                    leaveOut(e);
                }
            }
            compete(scenario, effort, contenders);
            return new Result(
                    scenario,
                    figure(scenario, contenders, null),
                    bestPython(scenario, contenders),
                    scenario.jdk() == null ? null : Double.valueOf(figure(scenario, contenders, Peer.JDK)));
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private Contender jvm(@Nullable Peer peer, Scenario scenario, Pinning placed, Effort effort) throws SideFailure {
        String name = peer == null ? "Krait" : "the JDK";
        List<String> command = placed.apply(SideCommand.commandLine(peer, scenario, scale));
        return new Contender(peer, name, command, rounds(scenario, peer, effort), effort.patience());
    }

    private static int rounds(Scenario scenario, @Nullable Peer peer, Effort effort) {
        return Math.min(scenario.rounds(peer), effort.mostRounds());
    }

    private void compete(Scenario scenario, Effort effort, List<Contender> contenders) throws SideFailure {
        for (Contender contender : List.copyOf(contenders)) {
            // An interpreter compiles nothing while it runs; once through the work is enough.
            Duration warmUp = contender.peer() == Peer.PYTHON ? Duration.ZERO : effort.warmUp();
            attempt(contenders, contender, () -> contender.side().warmUp(warmUp));
        }
        progress.step();
        int rounds = rounds(scenario, null, effort);
        for (int round = 0; round < rounds; round++) {
            List<Contender> present = List.copyOf(contenders);
            for (int i = 0; i < present.size(); i++) {
                Contender contender = present.get((i + round) % present.size());
                attempt(contenders, contender, contender::round);
            }
            progress.step();
        }
        for (Contender contender : List.copyOf(contenders)) {
            attempt(contenders, contender, contender.side()::verify);
        }
    }

    private void attempt(List<Contender> contenders, Contender contender, Step step) throws SideFailure {
        try {
            step.run();
        } catch (SideFailure e) {
            if (contender.peer() != Peer.PYTHON) {
                throw e;
            }
            leaveOut(e);
            contenders.remove(contender);
            contender.close();
        }
    }

    private void leaveOut(SideFailure e) {
        progress.note(e.getMessage() + "; it is left out of this scenario");
    }

    private static double figure(Scenario scenario, List<Contender> contenders, @Nullable Peer peer) {
        return contenders.stream()
                .filter(contender -> contender.peer() == peer)
                .map(contender -> scenario.figure(contender.figures()))
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Double bestPython(Scenario scenario, List<Contender> contenders) {
        List<Double> figures = contenders.stream()
                .filter(contender -> contender.peer() == Peer.PYTHON)
                .map(contender -> scenario.figure(contender.figures()))
                .toList();
        return figures.isEmpty() ? null : Double.valueOf(scenario.better().best(figures));
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SideFailure;
    }
}
