// Every page, who looks at it, and what must be there before it counts as shown.  A new page is a row here.
export const people = [
    { key: 'leader', login: 'lanhdao.tinh', name: 'Trần Thị Bích Ngọc', role: 'province-leader', province: 'HY' },
    { key: 'commune', login: 'canbo.xa', name: 'Nguyễn Văn An', role: 'commune-officer', unit: '12142' },
    { key: 'home', login: 'so.noivu', name: 'Phạm Thu Hà', role: 'home-affairs', province: 'HY' },
    { key: 'insurance', login: 'bhxh.tinh', name: 'Vũ Quốc Khánh', role: 'si-province', province: 'HY' },
    { key: 'admin', login: 'quan.tri', name: 'Lê Minh Đức', role: 'administrator' },
];

export const pages = [
    { name: 'dang-nhap', path: '/', as: null, ready: 'form' },
    { name: 'lien-ket-het-han', path: '/moi/khong-co-lien-ket-nay', as: null, ready: '.state' },
    { name: 'tong-quan', path: '/tong-quan?unit=33', as: 'leader', ready: '.cards .figure' },
    { name: 'tien-do', path: '/tien-do?unit=33', as: 'leader', ready: 'tbody tr:nth-child(5)' },
    { name: 'tien-do-nhiet', path: '/tien-do?unit=33&view=heat', as: 'leader', ready: 'td.heat-cell' },
    { name: 'tien-do-ban-do', path: '/tien-do?unit=33&view=map', as: 'leader', ready: '.tile, .shape' },
    { name: 'xa', path: '/tien-do/12142?unit=33', as: 'commune', ready: '.facts' },
    { name: 'so-lieu', path: '/so-lieu?unit=33', as: 'leader', ready: 'tbody tr:nth-child(5)' },
    { name: 'chi-tieu', path: '/chi-tieu?unit=33', as: 'home', ready: 'tbody tr:nth-child(5)' },
    { name: 'chi-tieu-van-ban', path: '/chi-tieu?unit=33&view=documents', as: 'home', ready: 'tbody tr' },
    { name: 'chi-tieu-dot', path: '/chi-tieu?unit=33&view=rounds', as: 'home', ready: '.state, .card' },
    { name: 'chi-tieu-nap', path: '/chi-tieu?unit=33&view=import', as: 'home', ready: '.drop' },
    { name: 'phan-bo', path: '/phan-bo?unit=33', as: 'home', ready: '.state, tbody tr' },
    { name: 'phan-bo-moi', path: '/phan-bo?unit=33&variant=moi', as: 'home', ready: 'tbody tr:nth-child(5)' },
    { name: 'nhap-lieu', path: '/nhap-lieu?unit=33', as: 'insurance', ready: 'tbody tr:nth-child(5)' },
    { name: 'nhap-lieu-xa', path: '/nhap-lieu?unit=33&period=2026-10', as: 'commune', ready: 'tbody tr:nth-child(3)' },
    { name: 'tai-khoan', path: '/tai-khoan', as: 'leader', ready: 'h2' },
    { name: 'khong-co-trang', path: '/khong-co', as: 'leader', ready: '.state' },
];
