"""Words for classes, of lists and of files."""
import pytest

from mmuvp.datasets.class_queries import class_queries, read_class_file

TABLE = 'Idx\tRatio\tStuff\tName\n3\t0.1\t1\twall\n1\t0.2\t0\tcar, auto\n'


@pytest.mark.parametrize(('source', 'count', 'first', 'last'), [
    ('ade150', 150, 'wall', 'flag'), ('pascal_context', 59, 'aeroplane', 'wood'), ('scenes', 14, 'disc', 'sand'),
    ('voc_clip-es', 20, 'aeroplane', 'tvmonitor screen'), (['a cat', '犬'], 2, 'a cat', '犬')])
def test_lists(source, count, first, last):
    words = class_queries(source)
    assert (len(words), words[0], words[-1]) == (count, first, last)


@pytest.mark.parametrize(('stuff', 'classes', 'count'), [
    ('ade150_stuff', 'ade150', 50), ('pascal_context_stuff', 'pascal_context', 24), ('scenes_stuff', 'scenes', 6)])
def test_stuff_is_among_the_classes(stuff, classes, count):
    stuff = class_queries(stuff)
    assert set(stuff) <= set(class_queries(classes))
    assert len(set(stuff)) == count


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / 'classes.txt'
        path.write_text(text, encoding='utf-8')
        return str(path)
    return write


def test_plain_file(write):
    path = write('cat\n\n hot dog \n犬\n')
    assert class_queries(path) == ('cat', 'hot dog', '犬')
    assert [entry.number for entry in read_class_file(path)] == [1, 2, 3]


def test_numbered_file(write):
    path = write('1: accordion\n4: air conditioner\n')
    assert class_queries(path) == ('accordion', 'air conditioner')
    assert [entry.number for entry in read_class_file(path)] == [1, 4]


def test_table(write):
    path = write(TABLE)
    assert class_queries(path) == ('wall', 'car')
    assert class_queries(f'{path}:stuff') == ('wall', )
    assert [entry.number for entry in read_class_file(path)] == [3, 1]


def test_table_with_less_columns(write):
    entry, = read_class_file(write('Name\tRatio\nwall;partition\t0.1\n'))
    assert entry == (1, 'wall', None)


@pytest.mark.parametrize(('text', 'message'), [
    ('\n', 'lists no class'), ('1: cat\ndog\n', "'dog'"), ('Idx\tWord\n1\tcat\n', 'column Name'),
    ('Idx\tName\n1\n', 'without a name')])
def test_bad_files(write, text, message):
    path = write(text)
    with pytest.raises(ValueError, match=message) as error:
        class_queries(path)
    assert path in str(error.value)


def test_stuff_of_a_file_that_does_not_tell(write):
    with pytest.raises(ValueError, match='which classes are stuff'):
        class_queries(write('1: accordion\n') + ':stuff')


def test_missing_file():
    with pytest.raises(FileNotFoundError, match=r'nowhere/labels\.txt'):
        class_queries('nowhere/labels.txt')


def test_unknown_list():
    with pytest.raises(ValueError, match='unknown list'):
        class_queries('pascal-voc')
