package dev.krait.multiprocessing.managers;

import dev.krait.threading.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A flag in its server. */
final class ServedEvent implements EventProxy.Service {
    private final Event event;

    ServedEvent(Event event) {
        this.event = event;
    }

    @Override
    public boolean isSet() {
        return event.isSet();
    }

    @Override
    public void set() {
        event.set();
    }

    @Override
    public void clear() {
        event.clear();
    }

    @Override
    public boolean await(@Nullable Duration timeout) throws InterruptedException {
        if (timeout != null) {
            return event.await(timeout);
        }
        event.await();
        return true;
    }
}
