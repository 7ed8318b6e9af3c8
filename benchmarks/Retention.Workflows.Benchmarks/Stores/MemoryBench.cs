using Retention.Workflows.Hosting;

namespace Retention.Workflows.Benchmarks;

internal sealed class MemoryBench : BenchStore
{
    internal override string Name => "memory";

    internal override string Description => "In memory";

    internal override Task<BenchDatabase> CreateAsync() => Task.FromResult<BenchDatabase>(new Nowhere());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Nowhere : BenchDatabase
    {
        internal override string? Beside => null;

        internal override void Use(StoreBuilder store) => store.UseInMemory();

        internal override Task<BareConnection?> OpenBareAsync() => Task.FromResult<BareConnection?>(null);

        internal override Task<long> BytesAsync() => Task.FromResult(0L);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
