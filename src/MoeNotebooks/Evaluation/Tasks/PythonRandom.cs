using MoeNotebooks.Errors;

namespace MoeNotebooks.Evaluation.Tasks;

/// <summary>
/// CPython's <c>random.Random(seed)</c>: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) seeded by an
/// array, and <c>sample</c> as CPython draws it. lm-eval picks few-shot examples with it.
/// </summary>
internal sealed class PythonRandom
{
    private const int Size = 624;
    private const int Middle = 397;
    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    /// <summary>Seeds the generator as <c>random.Random(seed)</c> does.</summary>
    /// <param name="seed">The seed.</param>
    public PythonRandom(uint seed)
    {
        _state[0] = 19650218;
        for (var i = 1; i < Size; i++)
        {
            _state[i] = (1812433253 * Mixed(i - 1)) + (uint)i;
        }

        var at = 1;
        for (var round = 0; round < Size; round++)
        {
            // A key of one word: its index, 0, adds nothing
            _state[at] = (_state[at] ^ (Mixed(at - 1) * 1664525)) + seed;
            at = Following(at);
        }

        for (var round = 1; round < Size; round++)
        {
            _state[at] = (_state[at] ^ (Mixed(at - 1) * 1566083941)) - (uint)at;
            at = Following(at);
        }

        _state[0] = 0x80000000;
    }

    /// <summary><c>sample(range(population), count)</c>: distinct indices in the order drawn.</summary>
    /// <param name="population">How many there are to draw from.</param>
    /// <param name="count">How many to draw.</param>
    /// <exception cref="MoeUsageException">More are drawn than there are.</exception>
    public int[] Sample(int population, int count)
    {
        if (count < 0 || count > population)
        {
            throw new MoeUsageException("sample", $"{count} cannot be drawn from {population}");
        }

        var setSize = 21 + (count > 5 ? Math.Pow(4, Math.Ceiling(Math.Log(count * 3, 4))) : 0);
        return population <= setSize ? SampleFromPool(population, count) : SampleBySet(population, count);
    }

    /// <summary>The next 32 bits.</summary>
    public uint NextUInt32()
    {
        if (_next == Size)
        {
            Refill();
        }

        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private int[] SampleFromPool(int population, int count)
    {
        int[] pool = [.. Enumerable.Range(0, population)];
        var result = new int[count];
        for (var i = 0; i < count; i++)
        {
            var drawn = Below(population - i);
            result[i] = pool[drawn];
            pool[drawn] = pool[population - i - 1];
        }

        return result;
    }

    private int[] SampleBySet(int population, int count)
    {
        var drawn = new HashSet<int>();
        var result = new int[count];
        for (var i = 0; i < count; i++)
        {
            do
            {
                result[i] = Below(population);
            } while (!drawn.Add(result[i]));
        }

        return result;
    }

    /// <summary>0 to n-1: as many bits as n has, drawn again until below n.</summary>
    private int Below(int n)
    {
        var shift = System.Numerics.BitOperations.LeadingZeroCount((uint)n);
        uint value;
        do
        {
            value = NextUInt32() >> shift;
        } while (value >= n);
        return (int)value;
    }

    private uint Mixed(int at) => _state[at] ^ (_state[at] >> 30);

    private int Following(int at)
    {
        if (at + 1 < Size)
        {
            return at + 1;
        }

        _state[0] = _state[Size - 1];
        return 1;
    }

    private void Refill()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7fffffff);
            _state[i] = _state[(i + Middle) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
        }

        _next = 0;
    }
}
