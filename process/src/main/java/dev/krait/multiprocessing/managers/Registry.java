package dev.krait.multiprocessing.managers;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * The types that a manager offers.
 *
 * @param own those that were registered, by their names
 * @param standard whether it offers the standard ones as well
 */
record Registry(Map<String, Registration> own, boolean standard) implements Serializable {
    Registry {
        own = new HashMap<>(own);
    }

    /** What the name stands for. */
    Registration find(String typeId) {
        Registration registration = own.get(typeId);
        if (registration == null) {
            registration = StandardTypes.find(typeId, standard);
        }
        if (registration == null) {
            throw new RemoteException(
                    "this manager has no type " + typeId + "; registered are "
                            + own.keySet().stream().sorted().toList() + (standard ? " and the standard ones" : ""),
                    "",
                    "");
        }
        return registration;
    }

    /** The interfaces by the names of their types. */
    Map<String, Class<?>> interfaces() {
        var interfaces = new HashMap<String, Class<?>>();
        own.forEach((typeId, registration) -> interfaces.put(typeId, registration.type()));
        StandardTypes.withoutFactory().forEach((typeId, type) -> interfaces.putIfAbsent(typeId, type));
        return interfaces;
    }
}
