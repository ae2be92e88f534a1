package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExactCacheSettingsTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void smallHeap_isNotFilledByTheCache() {
        ExactCacheSettings settings = ExactCacheSettings.within(500 * MEGABYTE);

        assertThat(settings.heapMegabytes()).isEqualTo(100);
        assertThat(settings.nearMegabytes()).isEqualTo(25);
    }

    @Test
    void largeHeap_getsTheDefaults() {
        assertThat(ExactCacheSettings.within(64_000 * MEGABYTE)).isEqualTo(ExactCacheSettings.DEFAULT);
    }

    @Test
    void tinyHeap_hasACacheNonetheless() {
        assertThat(ExactCacheSettings.within(MEGABYTE)).isEqualTo(new ExactCacheSettings(1, 1, 128 * 1024));
    }
}
