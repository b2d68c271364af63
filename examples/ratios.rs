//! draft
use morkdb::OpenOptions;
use morkdb::read::{EventSink, Reader, Reading, read_into};
use morkdb::syntax::{Event, EventKind, Slot};
use std::ops::ControlFlow;
use std::time::Instant;
#[derive(Default)]
struct Count {
    cells: usize,
    aliases: usize,
    events: usize,
    sum: usize,
}
impl<'a> EventSink<'a> for Count {
    #[inline(always)]
    fn event(&mut self, e: Event<'a>) -> ControlFlow<()> {
        self.events += 1;
        match e.kind {
            EventKind::Cell(c) => {
                self.cells += 1;
                if let Slot::Literal(v) = c.slot {
                    self.sum += v.raw().len();
                }
            }
            EventKind::Alias(_) => self.aliases += 1,
            _ => {}
        }
        ControlFlow::Continue(())
    }
}
fn best<T>(n: usize, mut f: impl FnMut() -> T) -> (f64, T) {
    let mut b = f64::MAX;
    let mut out = None;
    for _ in 0..n {
        let t = Instant::now();
        let r = f();
        b = b.min(t.elapsed().as_secs_f64());
        out = Some(r);
    }
    (b, out.unwrap())
}
fn main() {
    let bytes = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let (m, _) = best(20, || memchr::memchr3_iter(b')', b'\\', b'$', &bytes).count());
    let (mm, _) = best(20, || memchr::memmem::find_iter(&bytes, b"@$${").count());
    let (e, c) = best(60, || {
        let mut c = Count::default();
        read_into(&bytes, Reading::Lenient, &mut c);
        c
    });
    println!(
        "memchr {:.2} ms memmem {:.2} events {:.2} ms ratio {:.2} cells {} aliases {} events {} sum {}",
        m * 1e3,
        mm * 1e3,
        e * 1e3,
        e / m,
        c.cells,
        c.aliases,
        c.events,
        c.sum
    );
    let (p, n) = best(10, || Reader::new(&bytes).count());
    println!("pull {:.2} ms ratio {:.2} {n}", p * 1e3, p / m);

    let mut lb = f64::MAX;
    for _ in 0..15 {
        let b = bytes.clone();
        let t = Instant::now();
        let d = OpenOptions::new().from_bytes(b).unwrap();
        lb = lb.min(t.elapsed().as_secs_f64());
        assert!(d.store().rows().len() > 0);
    }
    println!("load {:.2} ms ratio {:.2}", lb * 1e3, lb / m);
}
