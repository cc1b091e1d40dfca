namespace MoeNotebooks.Kernels;

/// <summary>Memory for intermediate numbers that stays where it is and is used again; it only grows.</summary>
/// <typeparam name="T">The numbers.</typeparam>
internal sealed unsafe class Room<T>
    where T : unmanaged
{
    private const int CacheLine = 64;
    private T[] _numbers = [];

    /// <summary>
    /// At least so many numbers from the start of a cache line on; what they were is lost where the room grows.
    /// </summary>
    public T* For(int count)
    {
        var spare = CacheLine / sizeof(T);
        if (_numbers.Length < count + spare)
        {
            _numbers = GC.AllocateUninitializedArray<T>(
                checked(Math.Max(count, _numbers.Length * 2) + spare),
                pinned: true
            );
        }

        fixed (T* start = _numbers)
        {
            return (T*)(((nint)start + CacheLine - 1) / CacheLine * CacheLine); // pinned: it stays there
        }
    }
}
