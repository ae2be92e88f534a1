package io.tiergate.dataplane.cache;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.serialization.ByteArraySerializer;

/**
 * How keys and sealed entries cross the wire: their bytes and nothing else. The type ids are part of the format that members share:
 * never reuse or change one.
 */
final class WireTypes {
    private static final int CACHE_KEY = 1001;
    private static final int SEALED_ENTRY = 1002;

    private WireTypes() {}

    /** Registers them; again is no harm. */
    static void register(SerializationConfig config) {
        register(config, CacheKey.class, new KeySerializer());
        register(config, SealedEntry.class, new EntrySerializer());
    }

    private static <T> void register(SerializationConfig config, Class<T> type, ByteArraySerializer<T> serializer) {
        boolean known = config.getSerializerConfigs().stream().anyMatch(other -> type.equals(other.getTypeClass()));
        if (!known) {
            config.addSerializerConfig(new SerializerConfig().setTypeClass(type).setImplementation(serializer));
        }
    }

    private static final class KeySerializer implements ByteArraySerializer<CacheKey> {
        @Override
        public int getTypeId() {
            return CACHE_KEY;
        }

        @Override
        public byte[] write(CacheKey key) {
            return key.toBytes();
        }

        @Override
        public CacheKey read(byte[] bytes) {
            return CacheKey.of(bytes);
        }
    }

    private static final class EntrySerializer implements ByteArraySerializer<SealedEntry> {
        @Override
        public int getTypeId() {
            return SEALED_ENTRY;
        }

        @Override
        public byte[] write(SealedEntry entry) {
            return entry.bytes();
        }

        @Override
        public SealedEntry read(byte[] bytes) {
            return new SealedEntry(bytes);
        }
    }
}
