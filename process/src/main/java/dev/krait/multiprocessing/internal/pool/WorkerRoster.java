package dev.krait.multiprocessing.internal.pool;

import dev.krait.multiprocessing.internal.launch.Later;
import dev.krait.multiprocessing.internal.shared.FaultPoint;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is alive: the workers of a pool from the start of each to its end, and when the missing ones may be started. Starts
 * that fail and workers that die young are followed by pauses, which grow, so that nothing respawns without end.
 *
 * <p>Not thread-safe; the pool's lock guards it.
 */
final class WorkerRoster {
    private static final System.Logger LOG = System.getLogger("dev.krait.multiprocessing");
    private static final int MOST_FAILED_STARTS = 3;
    private static final int MOST_EARLY_DEATHS = 10;
    private static final Duration EARLY = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MILLIS = 25;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final PoolSettings settings;
    private final IntFunction<WorkerChannel> maker;
    private final Runnable startAgain;

    /** All workers that have a process or are getting one. */
    private final List<WorkerChannel> workers = new ArrayList<>();

    /** Those of them that take tasks. */
    private final List<WorkerChannel> ready = new ArrayList<>();

    /** Those that are to take tasks as soon as one that does its last has ended that. */
    private final List<WorkerChannel> standby = new ArrayList<>();

    /** Workers that were replaced and have not ended yet. */
    private final List<WorkerChannel> leaving = new ArrayList<>();

    private int made;

    /** How many have ended, and in how many places another was started. */
    private int ended;

    private int replaced;

    /** Starts that failed since one worker became ready. */
    private int failedStarts;

    /** Workers that died young, none having answered since. */
    private int earlyDeaths;

    /** Workers that were asked to leave young, none having answered since. */
    private int earlyLeaves;

    /** No worker is started before this time. */
    private long notBefore = System.nanoTime();

    /**
     * Nobody yet.
     *
     * @param maker makes the worker with a number
     * @param startAgain called without the lock when a pause is over
     */
    WorkerRoster(PoolSettings settings, IntFunction<WorkerChannel> maker, Runnable startAgain) {
        this.settings = settings;
        this.maker = maker;
        this.startAgain = startAgain;
    }

    /** All that have a process or are getting one, but for those that leave. */
    List<WorkerChannel> workers() {
        return workers;
    }

    /** Those that take tasks. */
    List<WorkerChannel> ready() {
        return ready;
    }

    /** Those that are ready and wait for a place. */
    List<WorkerChannel> standby() {
        return standby;
    }

    /** Those that were replaced and have not ended yet. */
    List<WorkerChannel> leaving() {
        return leaving;
    }

    /** Whether all have ended. */
    boolean isEmpty() {
        return workers.isEmpty() && leaving.isEmpty();
    }

    /** Whether no worker has anything to do but to make itself ready. */
    boolean isIdle() {
        for (WorkerChannel worker : workers) {
            if (worker.sendBuffer().owesTasks()) {
                return false;
            }
        }
        return true;
    }

    /** How many tasks were sent and are not answered. */
    int inFlight() {
        int sum = 0;
        for (WorkerChannel worker : ready) {
            sum += worker.sendBuffer().inFlight().count();
        }
        return sum;
    }

    /** Starts workers until there are as many as wanted, unless it has to pause. */
    void fill(int wanted) {
        if (System.nanoTime() - notBefore < 0) {
            return;
        }
        int staying = workers.size() + leaving.size() - wearing();
        while (staying < Math.min(settings.size(), wanted)) {
            staying++;
            made++;
            WorkerChannel worker = maker.apply(made);
            try {
                FaultPoint.reach("thread-starting");
                worker.start();
            } catch (OutOfMemoryError noThreadLeft) {
                failedStarts++;
                LOG.log(Level.WARNING, "no thread for " + worker.getName() + "; it is tried again", noThreadLeft);
                pause(failedStarts);
                return;
            }
            workers.add(worker);
            if (replaced < ended + wearing()) {
                replaced++;
                FlightEvents.workerReplaced(worker.getName(), failedStarts);
            }
        }
    }

    /** How many have a successor, or will soon have one. */
    private int wearing() {
        int wearing = leaving.size();
        for (WorkerChannel worker : workers) {
            wearing += worker.isWearingOut() || worker.isEnding() ? 1 : 0;
        }
        return wearing;
    }

    /** A worker has said that it is ready, so workers can be started. */
    void started() {
        failedStarts = 0;
        notBefore = System.nanoTime();
    }

    /** A worker did not start; returns whether it is hopeless to try again, and begins a pause if it is not. */
    boolean startFailed() {
        failedStarts++;
        boolean hopeless = failedStarts >= MOST_FAILED_STARTS && nobodyIsReady();
        if (!hopeless) {
            pause(failedStarts);
        }
        return hopeless;
    }

    /** A worker has answered, so they do not all die young. */
    void answered() {
        earlyDeaths = 0;
        earlyLeaves = 0;
    }

    /**
     * A worker ended that was never given a task; returns whether it is hopeless to try again. It is not for one that was asked
     * to leave, but if they pass a limit of the pool as soon as they are there, they are replaced without haste.
     */
    boolean endedUnused(Duration uptime, boolean asked) {
        if (uptime.compareTo(EARLY) >= 0) {
            return false;
        }
        int ends = asked ? ++earlyLeaves : ++earlyDeaths;
        // One blow may hit them all, which is no reason to think that it hits the next ones.
        int most = MOST_EARLY_DEATHS + settings.size();
        if (ends <= most) {
            return false;
        }
        pause(ends - most);
        return !asked && nobodyIsReady();
    }

    private boolean nobodyIsReady() {
        return ready.isEmpty() && standby.isEmpty();
    }

    private void pause(int failures) {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
        notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        Later.after(pause + 1, TimeUnit.MILLISECONDS).execute(startAgain);
    }

    /** Whether a worker has been given all tasks that it is to do in its life. */
    boolean isWornOut(WorkerChannel worker) {
        return tasksLeft(worker) <= 0;
    }

    /** How many more tasks a worker is to be given in its life. */
    int tasksLeft(WorkerChannel worker) {
        int most = settings.life().maxTasks();
        return most > 0 ? most - worker.sendBuffer().tasksGiven() : Integer.MAX_VALUE;
    }

    /** Takes on a worker, which stands by; returns the one whose place it is to take, which is given no more tasks. */
    @Nullable
    WorkerChannel takeOn(WorkerChannel worker) {
        standby.add(worker);
        for (WorkerChannel old : ready) {
            if (old.isWearingOut()) {
                ready.remove(old);
                return old;
            }
        }
        return null;
    }

    /** Lets a worker that stands by take tasks, if that makes no more than the pool is to have; null if there is none. */
    @Nullable
    WorkerChannel admit() {
        if (standby.isEmpty() || ready.size() + atTheirLast() >= settings.size()) {
            return null;
        }
        WorkerChannel admitted = standby.remove(0);
        ready.add(admitted);
        return admitted;
    }

    /** How many take no more tasks and still do one. */
    private int atTheirLast() {
        int last = 0;
        for (WorkerChannel worker : workers) {
            boolean relieved = worker.isWearingOut() && !worker.isEnding() && !ready.contains(worker);
            last += relieved && worker.sendBuffer().owesTasks() ? 1 : 0;
        }
        return last;
    }

    /** A worker that is to do no more tasks, and has done those it was given, leaves; returns whether it is such a one. */
    boolean leaveIfWornOut(WorkerChannel worker) {
        boolean goes = isWornOut(worker) || (worker.isWearingOut() && !ready.contains(worker));
        if (goes && worker.sendBuffer().inFlight().count() == 0 && workers.remove(worker)) {
            ready.remove(worker);
            leaving.add(worker);
            return true;
        }
        return false;
    }

    /** What a worker was doing when somebody looked, before that is put into words. */
    record Look(
            WorkerChannel worker,
            WorkerSnapshot.Phase phase,
            @Nullable Supplier<String> task,
            long since) {
        /** Puts it into words; that may run the program's own code. */
        WorkerSnapshot snapshot() {
            return new WorkerSnapshot(
                    worker.getName(),
                    worker.pid(),
                    phase,
                    task == null ? null : task.get(),
                    System.nanoTime() - since,
                    worker::threadDump);
        }
    }

    /** What every worker is doing now. */
    List<Look> look() {
        var looks = new ArrayList<Look>();
        for (WorkerChannel worker : workers) {
            InFlight inFlight = worker.sendBuffer().inFlight();
            long running = worker.runningNumber();
            looks.add(new Look(
                    worker,
                    phase(worker, inFlight.numbered(running)),
                    inFlight.description(running),
                    worker.sendBuffer().window().busySince()));
        }
        for (WorkerChannel worker : leaving) {
            long since = worker.sendBuffer().window().busySince();
            looks.add(new Look(worker, WorkerSnapshot.Phase.LEAVING, null, since));
        }
        return looks;
    }

    private WorkerSnapshot.Phase phase(WorkerChannel worker, @Nullable PoolTask task) {
        if (task != null && !(task instanceof InitializerTask)) {
            return WorkerSnapshot.Phase.RUNNING; // Also one that does its last task, and takes no more.
        } else if (ready.contains(worker) || standby.contains(worker)) {
            return WorkerSnapshot.Phase.IDLE;
        }
        return worker.isWearingOut() ? WorkerSnapshot.Phase.LEAVING : WorkerSnapshot.Phase.STARTING;
    }

    /** A worker has ended. */
    void remove(WorkerChannel worker) {
        ended++;
        ready.remove(worker);
        standby.remove(worker);
        workers.remove(worker);
        leaving.remove(worker);
    }
}
