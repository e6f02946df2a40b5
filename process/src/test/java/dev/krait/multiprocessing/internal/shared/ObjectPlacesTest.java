package dev.krait.multiprocessing.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The places of objects that have rested, which somebody is about to use for others just when a process dies. */
class ObjectPlacesTest {
    private static final int DEAD = 1;
    private static final int TAKER = 2;
    private static final int MENDER = 3;

    private final List<Kind> removed = new ArrayList<>();

    @TempDir
    Path folder;

    private Memory memory;
    private Objects.Place rested;

    @BeforeEach
    void makeAnObjectThatHasRested() throws Exception {
        Path file = folder.resolve("shared");
        Memory.create(file, Layout.END);
        memory = Memory.map(file);
        rested = objects(DEAD).allocate(Kind.QUEUE, at -> {});
        objects(DEAD).travels(rested.at());
        memory.set(rested.at() + Layout.USERS, 0);
        memory.set(rested.at() + Layout.IDLE_SINCE, 1);
    }

    @AfterEach
    void noMoreFaults() {
        FaultPoint.on(null);
    }

    private Objects objects(int slot) {
        return new Objects(memory, slot, (kind, at, generation) -> removed.add(kind));
    }

    /** Has something happen once, just after somebody has begun to take the place. */
    private static void whileItIsTried(Runnable action) {
        onceAt("place-tried", action);
    }

    private static void onceAt(String point, Runnable action) {
        FaultPoint.on(reached -> {
            if (reached.equals(point)) {
                FaultPoint.on(null);
                action.run();
            }
        });
    }

    private void use(int slot) {
        memory.setBits(rested.at() + Layout.USERS, 1L << slot);
    }

    @Test
    void objectWhoseUserDies_isMendedAlsoWhileItIsTried() {
        var mended = new ArrayList<Kind>();
        whileItIsTried(() -> {
            use(DEAD);
            use(MENDER);
            objects(MENDER).mendAll(DEAD, (kind, at) -> mended.add(kind));
        });

        Objects.Place other = objects(TAKER).allocate(Kind.QUEUE, at -> {});

        assertThat(mended).containsExactly(Kind.QUEUE);
        assertThat(other).isNotEqualTo(rested);
        assertThat(objects(MENDER).attach(Kind.QUEUE, rested.at(), rested.generation()))
                .isTrue();
        assertThat(removed).isEmpty();
    }

    @Test
    void objectThatIsTriedByWhoDies_staysThatOfItsUsers() {
        whileItIsTried(() -> {
            use(MENDER);
            throw new IllegalStateException("dies here");
        });
        assertThatThrownBy(() -> objects(TAKER).allocate(Kind.QUEUE, at -> {})).hasMessage("dies here");

        objects(MENDER).mendAll(TAKER, (kind, at) -> {});

        assertThat(objects(MENDER).attach(Kind.QUEUE, rested.at(), rested.generation()))
                .isTrue();
        assertThat(removed).isEmpty();
    }

    @Test
    void objectThatHasRested_givesItsPlaceToAnother() {
        Objects.Place other = objects(TAKER).allocate(Kind.QUEUE, at -> {});

        assertThat(other.at()).isEqualTo(rested.at());
        assertThat(removed).containsExactly(Kind.QUEUE);
        assertThat(objects(MENDER).attach(Kind.QUEUE, rested.at(), rested.generation()))
                .isFalse();
    }

    @Test
    void objectThatWasUsedSinceItWasSeenToRest_restsAnew() {
        onceAt("place-to-try", () -> {
            Objects user = objects(MENDER);
            assertThat(user.attach(Kind.QUEUE, rested.at(), rested.generation()))
                    .isTrue();
            user.dropHandle(rested.at());
        });

        Objects.Place other = objects(TAKER).allocate(Kind.QUEUE, at -> {});

        assertThat(other).isNotEqualTo(rested);
        assertThat(objects(MENDER).attach(Kind.QUEUE, rested.at(), rested.generation()))
                .isTrue();
        assertThat(removed).isEmpty();
    }

    @Test
    void objectThatIsDroppedWhileItIsMended_keepsItsPlaceUntilItIsMended() {
        Objects maker = objects(TAKER);
        Objects.Place dropped = maker.allocate(Kind.QUEUE, at -> {});
        removed.clear();
        var before = new ArrayList<Long>();
        var after = new ArrayList<Long>();

        objects(MENDER).mendAll(DEAD, (kind, at) -> {
            if (at == dropped.at()) {
                before.add(memory.get(at));
                maker.dropHandle(at);
                after.add(memory.get(at));
            }
        });

        assertThat(after).hasSize(1).isEqualTo(before);
        assertThat(removed).as("once it is mended").containsExactly(Kind.QUEUE);
        assertThat(kindAt(dropped)).isZero();
    }

    @Test
    void objectThatIsDroppedWhileAnotherThreadOfItsProcessMendsIt_keepsItsPlaceUntilItIsMended() {
        Objects maker = objects(TAKER);
        Objects.Place dropped = maker.allocate(Kind.SEMAPHORE, at -> {});
        var kinds = new ArrayList<Long>();

        maker.mendAll(DEAD, (kind, at) -> {
            if (at == dropped.at()) {
                maker.dropHandle(at);
                kinds.add(kindAt(dropped));
            }
        });

        assertThat(kinds).containsExactly((long) Kind.SEMAPHORE.code());
        assertThat(kindAt(dropped)).isZero();
    }

    @Test
    void objectThatRests_restsOnWhenItIsMended() {
        objects(MENDER).mendAll(DEAD, (kind, at) -> {});

        assertThat(memory.get(rested.at() + Layout.IDLE_SINCE)).isEqualTo(1);
        assertThat(memory.get(rested.at() + Layout.USERS)).isZero();
        assertThat(removed).isEmpty();
    }

    @Test
    void objectWhosePlaceIsAnothersBeforeItsLastUserHasLooked_leavesThatOneAlone() {
        Objects late = objects(DEAD);
        assertThat(late.attach(Kind.QUEUE, rested.at(), rested.generation())).isTrue();
        var other = new ArrayList<Objects.Place>();
        onceAt("found-unused", () -> {
            memory.set(rested.at() + Layout.IDLE_SINCE, 1); // It is stopped for a while.
            other.add(objects(TAKER).allocate(Kind.QUEUE, at -> {}));
        });

        late.dropHandle(rested.at());

        assertThat(other).extracting(Objects.Place::at).containsExactly(rested.at());
        assertThat(kindAt(rested)).isEqualTo(Kind.QUEUE.code());
        assertThat(removed).containsExactly(Kind.QUEUE);
        assertThat(memory.get(rested.at() + Layout.IDLE_SINCE)).isZero();
    }

    @Test
    void objectWhoseUserAndAMenderDropItAtTheSameTime_isFreedByTheLater() {
        Objects maker = objects(TAKER);
        Objects.Place dropped = maker.allocate(Kind.SEMAPHORE, at -> {});
        int users = dropped.at() + Layout.USERS;
        whileItIsTried(() -> {
            memory.setBits(users, 1L << MENDER);
            onceAt("place-tried-in-vain", () -> memory.clearBits(users, 1L << MENDER));
        });

        maker.dropHandle(dropped.at());

        assertThat(kindAt(dropped)).isZero();
    }

    @Test
    void objectOfWhoDiesAfterItHasDroppedIt_isFreedByWhoMends() {
        Objects maker = objects(TAKER);
        Objects.Place dropped = maker.allocate(Kind.QUEUE, at -> {});
        removed.clear();
        onceAt("found-unused", () -> {
            throw new IllegalStateException("dies here");
        });
        assertThatThrownBy(() -> maker.dropHandle(dropped.at())).hasMessage("dies here");

        objects(MENDER).mendAll(TAKER, (kind, at) -> {});

        assertThat(kindAt(dropped)).isZero();
        assertThat(removed).containsExactly(Kind.QUEUE);
    }

    @Test
    void signOfAUserThatDiesAsItComesTooLate_isNotLeftToWhatIsMadeInThePlace() {
        Objects maker = objects(TAKER);

        Objects.Place made = maker.allocate(Kind.SEMAPHORE, at -> {
            memory.setBits(at + Layout.USERS, 1L << DEAD);
            objects(MENDER).mendAll(DEAD, (kind, of) -> {});
        });

        assertThat(Objects.isUser(memory, made.at(), DEAD)).isFalse();
        maker.dropHandle(made.at());
        assertThat(kindAt(made)).isZero();
    }

    @Test
    void filesOfAQueueThatIsBeingFreedByWhoDies_areRemovedByWhoMends() {
        var dying = new Objects(memory, TAKER, (kind, at, generation) -> {
            throw new IllegalStateException("dies here");
        });
        assertThatThrownBy(() -> dying.allocate(Kind.QUEUE, at -> {})).hasMessage("dies here");

        objects(MENDER).mendAll(TAKER, (kind, at) -> {});

        assertThat(removed).containsExactly(Kind.QUEUE);
        assertThat(memory.get(rested.at()) & 0xffff_ffffL).as("free").isZero();
    }

    @Test
    void objectThatIsMadeAndDroppedWhereALateArrivalIsJustLeaving_isFreed() throws Exception {
        Objects maker = objects(TAKER);
        Objects late = objects(DEAD);
        assertThat(late.attach(Kind.QUEUE, rested.at(), rested.generation())).isTrue();
        memory.set(rested.at() + Layout.USERS, 0);
        var leaves = new FutureTask<Void>(() -> late.dropHandle(rested.at()), null);
        var looks = new CountDownLatch(1);
        var dropped = new CountDownLatch(1);
        FaultPoint.on(reached -> {
            if (reached.equals("user-leaves")) {
                FaultPoint.on(null);
                looks.countDown();
                await(dropped);
            }
        });

        Objects.Place made = maker.allocate(Kind.QUEUE, at -> {
            use(DEAD);
            new Thread(leaves).start();
            await(looks);
        });
        maker.dropHandle(made.at());
        dropped.countDown();
        leaves.get(1, TimeUnit.MINUTES);

        assertThat(made.at()).isEqualTo(rested.at());
        assertThat(kindAt(made)).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long kindAt(Objects.Place place) {
        return memory.get(place.at()) & 0xff;
    }
}
