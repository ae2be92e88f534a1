package io.tiergate.policy.compile;

import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.cost.Price;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.Estimates;
import java.util.TreeMap;

/** Warns of estimates that were learned of other models, or of other prices, than the catalog has now. */
final class StaleCalibration {
    private static final String RETRAIN = "run `tiergate train` with this catalog and pin what it writes";

    private StaleCalibration() {}

    /** Looks at every model that the estimates were learned of and the catalog still has. */
    static void check(Estimates estimates, Catalog catalog, Place pin, Problems problems) {
        new TreeMap<>(estimates.origins()).forEach((id, origin) -> {
            Model model = catalog.models().get(id);
            if (model == null) {
                return;
            }
            if (!model.upstreamName().equals(origin.upstreamName())) {
                problems.warning(
                        pin,
                        "stale calibration: the estimates were learned of " + id + " as `" + origin.upstreamName()
                                + "`, the catalog calls `" + model.upstreamName() + "` now",
                        RETRAIN);
            } else if (!model.price().equals(origin.price())) {
                problems.warning(
                        pin,
                        "stale calibration: the estimates were learned when " + id + " cost " + dollars(origin.price())
                                + ", the catalog says " + dollars(model.price()),
                        RETRAIN);
            }
        });
    }

    private static String dollars(Price price) {
        String basic = "$" + Price.usdPerMillion(price.input()).toPlainString() + " in and $"
                + Price.usdPerMillion(price.output()).toPlainString() + " out";
        Price plain = new Price(price.input(), price.input(), price.input(), price.output(), price.output());
        return plain.equals(price)
                ? basic
                : basic + " ($" + Price.usdPerMillion(price.cachedInput()).toPlainString() + " cached, $"
                        + Price.usdPerMillion(price.cacheWrite()).toPlainString() + " to cache, $"
                        + Price.usdPerMillion(price.reasoning()).toPlainString() + " to reason)";
    }
}
