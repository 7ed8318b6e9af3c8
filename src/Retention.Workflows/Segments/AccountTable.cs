using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Workflows.Segments;

/// <summary>Accounts by customer id: an open-addressing hash table that looks up a whole batch of rows at a time.</summary>
/// <remarks>
/// With a million customers, each look-up waits several times for memory. Row by row, the waits add up; a batch that proceeds step by step
/// overlaps them. The text hashes are the framework's randomised ones, so untrusted ids cannot force collisions.
/// </remarks>
internal sealed class AccountTable
{
    private const int SmallestTable = 1024;
    private const int RowsOfSlot = 8;
    private const int ChunkBits = 14;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    // The upper half is the hash, the lower half the account's index plus one; 0 is an empty slot.
    private ulong[] _slots;

    // Accounts never move: a table that grows copies only its slots.
    private Account[][] _chunks = [new Account[SmallestTable / 2]];

    /// <param name="rows">The number of rows to expect; 0 if unknown.</param>
    internal AccountTable(int rows) =>
        _slots = new ulong[Math.Max(SmallestTable, (int)BitOperations.RoundUpToPowerOf2((uint)(rows / RowsOfSlot)))];

    internal int Count { get; private set; }

    internal ref Account this[int index] => ref _chunks[index >> ChunkBits][index & ChunkMask];

    internal static uint Hash(CustomerId id) => (uint)id.Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Reserves space for more accounts, so that nothing moves while a batch is processed.</summary>
    internal void Reserve(int more)
    {
        while (_slots.Length < (Count + more) * 2)
            GrowSlots();
        if (_chunks is [var first] && first.Length < Math.Min(Count + more, ChunkMask + 1))
            Array.Resize(ref _chunks[0], Math.Min(Math.Max(first.Length * 2, Count + more), ChunkMask + 1));
        while (_chunks.Length << ChunkBits < Count + more)
            _chunks = [.. _chunks, new Account[ChunkMask + 1]];
    }

    /// <summary>Loads what <see cref="Find"/> needs into the processor's cache: first all slots, then their accounts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Load(ReadOnlySpan<uint> hashes)
    {
        ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        var mask = (uint)_slots.Length - 1;
        foreach (var hash in hashes)
            CacheLine.Load(in Unsafe.Add(ref slots, hash & mask));
        foreach (var hash in hashes)
        {
            ref var account = ref this[Math.Max(0, (int)(uint)Unsafe.Add(ref slots, hash & mask) - 1)];
            CacheLine.Load(in account.Id);
            CacheLine.Load(in account.Count);
        }
    }

    /// <summary>The id's account; creates the account if it does not exist. Needs reserved space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref Account Find(CustomerId id, uint hash)
    {
        var index = IndexOf(id, hash, out var place);
        return ref index >= 0 ? ref this[index] : ref Open(id, hash, place);
    }

    /// <summary>Adds accounts of another table to those of the same ids here.</summary>
    /// <param name="other">The other table.</param>
    /// <param name="from">The first account of the other table.</param>
    /// <param name="until">The account after the last one.</param>
    /// <returns>The accounts without an account here. They are not added, so several threads can merge different accounts.</returns>
    internal List<int> Merge(AccountTable other, int from, int until)
    {
        var missing = new List<int>();
        var hashes = new uint[Math.Min(128, until - from)];
        for (; from < until; from += hashes.Length)
        {
            var batch = hashes.AsSpan(0, Math.Min(hashes.Length, until - from));
            for (var i = 0; i < batch.Length; i++)
                batch[i] = Hash(other[from + i].Id);
            Load(batch);
            for (var i = 0; i < batch.Length; i++)
            {
                ref readonly var account = ref other[from + i];
                var index = IndexOf(account.Id, batch[i], out _);
                if (index >= 0)
                    this[index].Add(account);
                else
                    missing.Add(from + i);
            }
        }

        return missing;
    }

    /// <summary>The index of the id's account; -1 if there is none, with the slot that it would have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(CustomerId id, uint hash, out int place)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (place = (int)(hash & (uint)mask); ; place = (place + 1) & mask)
        {
            var slot = slots[place];
            if (slot == 0)
                return -1;
            if ((uint)(slot >> 32) == hash && this[(int)(uint)slot - 1].Id == id)
                return (int)(uint)slot - 1;
        }
    }

    private ref Account Open(CustomerId id, uint hash, int place)
    {
        _slots[place] = ((ulong)hash << 32) | (uint)(Count + 1);
        ref var account = ref this[Count++];
        account.Id = id;
        return ref account;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GrowSlots()
    {
        var slots = new ulong[_slots.Length * 2];
        var mask = slots.Length - 1;
        foreach (var slot in _slots)
        {
            if (slot == 0)
                continue;
            var place = (int)((slot >> 32) & (uint)mask);
            while (slots[place] != 0)
                place = (place + 1) & mask;
            slots[place] = slot;
        }

        _slots = slots;
    }
}
