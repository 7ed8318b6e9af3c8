using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Retention.Workflows.Import.Index;

/// <summary>
/// Sorts any number of small records in constant memory. What does not fit goes to a temporary file in sorted runs, which are merged.
/// </summary>
/// <typeparam name="T">A record of fixed size without references.</typeparam>
/// <param name="capacity">The number of records in memory.</param>
internal sealed class SpillingSorter<T>(int capacity) : IDisposable where T : unmanaged, IComparable<T>
{
    private const int MergeMemory = 4 * 1024 * 1024;
    private const int MinRunBuffer = 64;

    private readonly List<(long Offset, int Count)> _runs = [];
    private T[] _records = new T[Math.Min(capacity, 256)];
    private int _count;
    private FileStream? _file;
    private long _length;

    /// <summary>The number of records that were added.</summary>
    internal long Count { get; private set; }

    internal void Add(T record)
    {
        if (_count == capacity)
            Spill();
        else if (_count == _records.Length)
            Array.Resize(ref _records, Math.Min(capacity, _records.Length * 2));
        _records[_count++] = record;
        Count++;
    }

    /// <summary>All records in order. Nothing can be added afterwards.</summary>
    internal IEnumerable<T> Sorted()
    {
        if (_runs.Count == 0)
        {
            Array.Sort(_records, 0, _count);
            return _records.Take(_count);
        }

        if (_count > 0)
            Spill();
        _records = [];
        return Merge();
    }

    public void Dispose() => _file?.Dispose();

    private void Spill()
    {
        Array.Sort(_records, 0, _count);
        _file ??= new FileStream(
            Path.Combine(Path.GetTempPath(), $"retention-import-{Path.GetRandomFileName()}"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 0,
            });
        var bytes = MemoryMarshal.AsBytes(_records.AsSpan(0, _count));
        RandomAccess.Write(_file.SafeFileHandle, bytes, _length);
        _runs.Add((_length, _count));
        _length += bytes.Length;
        _count = 0;
    }

    private IEnumerable<T> Merge()
    {
        var size = Math.Max(MinRunBuffer, MergeMemory / Unsafe.SizeOf<T>() / _runs.Count);
        var queue = new PriorityQueue<Run, T>(_runs.Count);
        foreach (var (offset, count) in _runs)
        {
            var run = new Run(_file!.SafeFileHandle, offset, count, size);
            if (run.Read(out var first))
                queue.Enqueue(run, first);
        }

        while (queue.TryDequeue(out var run, out var record))
        {
            yield return record;
            if (run.Read(out var next))
                queue.Enqueue(run, next);
        }
    }

    /// <summary>A sorted part of the file, read in small pieces.</summary>
    private sealed class Run(SafeFileHandle file, long offset, int count, int size)
    {
        private readonly T[] _buffer = new T[Math.Min(size, count)];
        private int _next;
        private int _filled;

        internal bool Read(out T record)
        {
            if (_next == _filled && !Fill())
            {
                record = default;
                return false;
            }

            record = _buffer[_next++];
            return true;
        }

        private bool Fill()
        {
            (_next, _filled) = (0, Math.Min(count, _buffer.Length));
            var bytes = MemoryMarshal.AsBytes(_buffer.AsSpan(0, _filled));
            var read = 0;
            while (read < bytes.Length)
            {
                var length = RandomAccess.Read(file, bytes[read..], offset + read);
                if (length == 0)
                    throw new IOException("The temporary file of the import is shorter than it was written.");
                read += length;
            }

            offset += bytes.Length;
            count -= _filled;
            return _filled > 0;
        }
    }
}
