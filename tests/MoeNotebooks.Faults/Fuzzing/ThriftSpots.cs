namespace MoeNotebooks.Faults.Fuzzing;

/// <summary>
/// Where the numbers, and the lengths of texts and lists, lie in a structure of Thrift's compact protocol: what a
/// Parquet footer and its page headers are.
/// </summary>
internal sealed class ThriftSpots
{
    private readonly byte[] _bytes;
    private int _at;

    private ThriftSpots(byte[] bytes, int start) => (_bytes, _at) = (bytes, start);

    /// <summary>Numbers of varying length, zigzag or not.</summary>
    public List<Range> Numbers { get; } = [];

    /// <summary>The structure's length in bytes.</summary>
    public int End => _at;

    public static ThriftSpots In(byte[] bytes, int start)
    {
        var spots = new ThriftSpots(bytes, start);
        try
        {
            spots.Struct();
        }
        catch (Exception error) when (error is IndexOutOfRangeException or InvalidDataException)
        {
            // what was found before the damage will do
        }

        return spots;
    }

    private void Struct()
    {
        for (byte header; (header = _bytes[_at++]) != 0; )
        {
            if (header >> 4 == 0)
            {
                Number();
            }

            if ((header & 15) is not (1 or 2)) // a truth value has no body
            {
                Value(header & 15);
            }
        }
    }

    private void Value(int type)
    {
        switch (type)
        {
            case 1 or 2 or 3:
                _at++;
                break;
            case 4 or 5 or 6:
                Number();
                break;
            case 7:
                _at += 8;
                break;
            case 8:
                _at += (int)Number();
                break;
            case 9 or 10:
                var header = _bytes[_at++];
                for (var left = header >> 4 == 15 ? Number() : (ulong)(header >> 4); left > 0; left--)
                {
                    Value(header & 15);
                }

                break;
            case 12:
                Struct();
                break;
            default:
                throw new InvalidDataException();
        }
    }

    private ulong Number()
    {
        var start = _at;
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = _bytes[_at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                Numbers.Add(start.._at);
                return value <= int.MaxValue ? value : throw new InvalidDataException();
            }
        }
    }
}
