using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Retention.Workflows.Segments;

/// <summary>Asks the processor to load data that is needed soon. Without such an instruction nothing happens.</summary>
internal static class CacheLine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Load<T>(ref readonly T value)
        where T : struct
    {
        // A prefetch only hints: it never fails, whatever the collector moved meanwhile.
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in value)));
    }
}
