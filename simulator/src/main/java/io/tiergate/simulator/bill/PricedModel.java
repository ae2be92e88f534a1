package io.tiergate.simulator.bill;

/**
 * One entry of a price file.
 *
 * @param id {@code provider/model}
 * @param name what the provider calls it
 * @param prices what its tokens cost
 */
public record PricedModel(String id, String name, Prices prices) {
    /** The part of a model id after its first slash, or the whole id where there is none. */
    public static String afterSlash(String id) {
        return id.substring(id.indexOf('/') + 1);
    }

    /** The part of a model id before its first slash, empty where there is none. */
    public static String provider(String id) {
        return id.substring(0, Math.max(0, id.indexOf('/')));
    }
}
