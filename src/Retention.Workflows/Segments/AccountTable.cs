namespace Retention.Workflows.Segments;

/// <summary>The sums of one customer's rows.</summary>
internal struct Account
{
    internal string Id;
    internal long Units;
    internal long First;
    internal long Last;
    internal int Count;
}

/// <summary>Accounts by customer id: an open-addressing hash table that looks up a whole batch of rows at a time.</summary>
/// <remarks>
/// With a million customers, each look-up waits several times for memory. Row by row, the waits add up; a batch that proceeds step by step
/// overlaps them. The text hashes are the framework's randomised ones, so untrusted ids cannot force collisions.
/// </remarks>
internal sealed class AccountTable
{
    private const int SmallestTable = 1024;

    // The upper half is the hash, the lower half the account's index plus one; 0 is an empty slot.
    private ulong[] _slots = new ulong[SmallestTable];
    private Account[] _accounts = new Account[SmallestTable / 2];

    internal int Count { get; private set; }

    internal ref Account this[int index] => ref _accounts[index];

    internal static uint Hash(string id) => (uint)id.GetHashCode(StringComparison.Ordinal);

    /// <summary>Reserves space for more accounts, so that nothing moves while a batch is processed.</summary>
    internal void Reserve(int more)
    {
        while (Count + more > _accounts.Length)
            Grow();
    }

    /// <summary>Loads the data that <see cref="Find"/> needs into the processor's cache: first all slots, then their accounts.</summary>
    /// <param name="hashes">The hashes of a batch.</param>
    /// <param name="guesses">A buffer of the same length; its content afterwards has no meaning.</param>
    /// <returns>A sum that prevents the compiler from removing the loads.</returns>
    internal long Touch(ReadOnlySpan<uint> hashes, Span<int> guesses)
    {
        var (slots, accounts) = (_slots, _accounts);
        for (var i = 0; i < hashes.Length; i++)
            guesses[i] = (int)(uint)slots[(int)(hashes[i] & (uint)(slots.Length - 1))];
        var sum = 0L;
        foreach (var guess in guesses[..hashes.Length])
            sum += accounts[Math.Max(0, guess - 1)].Count;
        return sum;
    }

    /// <summary>The index of the id's account; creates the account if it does not exist. Needs reserved space.</summary>
    internal int Find(string id, uint hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var place = (int)(hash & (uint)mask); ; place = (place + 1) & mask)
        {
            var slot = slots[place];
            if (slot == 0)
                return Open(id, hash, place);
            if ((uint)(slot >> 32) != hash)
                continue;
            var index = (int)(uint)slot - 1;
            var known = _accounts[index].Id;
            if (known == id)
                return index;
        }
    }

    private int Open(string id, uint hash, int place)
    {
        var index = Count++;
        _accounts[index].Id = id;
        _slots[place] = ((ulong)hash << 32) | (uint)(index + 1);
        return index;
    }

    private void Grow()
    {
        Array.Resize(ref _accounts, _accounts.Length * 2);
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
